package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.kit.Cli;
import io.dormouse.cli.kit.FakeApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiffTest {

  private static final String STORED =
      """
      {'id':'notes','version':3,'image':'app:1','memory':'1GiB','cpu':500,'port':8080,
       'readiness':{'path':'/healthz','timeout':'1m'},'environment':{'A':'1'},'stopGrace':'1m',
       'serving':{'protocol':'http1','sticky':false,
                  'timeouts':{'connect':null,'answer':null,'idle':null}},
       'replicas':2,'passivation':{'idle':'30m','action':'passivate'},'pool':'default',
       'resources':'own','seed':null}
      """;

  private final FakeApi api = new FakeApi().add("blueprints", "notes", STORED);

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void shouldShowChangesAdditionsAndWhatGoesBackToItsDefault() {
    Cli.Outcome shown =
        diff(
            """
            image: app:2
            memory: 1024MiB
            port: 8080
            readiness: {path: /healthz, timeout: 60s}
            environment: {B: "2"}
            """);

    assertThat(shown.out())
        .isEqualTo(
            """
            FIELD          CURRENT  NEW
            environment.A  1        -
            environment.B  -        2
            image          app:1    app:2
            replicas       2        1
            """);
    assertThat(api.requests).extracting(FakeApi.Request::method).containsExactly("GET");
  }

  @Test
  void shouldSayThatNothingWouldChange() {
    Cli.Outcome shown = diff(STORED.replace('\'', '"'));

    assertThat(shown.err()).isEqualTo("Nothing would change.\n");
    assertThat(shown.code()).isZero();
  }

  @Test
  void shouldKnowTheKindsOfPolicies() {
    String windows = "{'idle':'30m','zone':'UTC','awake':[],'quiet':[{'idle':'5m'}]}";
    String plans =
        "{'plans':{'gold':{'idle':'8h','action':'passivate'}},'otherwise':{'idle':'30m','action':'passivate'}}";
    String fixed = "{'idle':'30m','action':'passivate'}";
    for (String policy : List.of(windows, plans)) {
      api.add("blueprints", "notes", STORED.replace(fixed, policy));
      String file =
          STORED
              .replace(
                  fixed, policy.replace("'awake':[],", "").replace(",'action':'passivate'", ""))
              .replace('\'', '"');

      assertThat(diff(file).err()).as(policy).isEqualTo("Nothing would change.\n");
    }
    assertThat(diff(STORED.replace('\'', '"')).out())
        .contains("passivation.action", "passivation.plans.gold.idle");
  }

  @Test
  void shouldShowAllOfABlueprintThatIsNotThereYet() {
    Cli.Outcome shown =
        new Cli()
            .with(api)
            .withInput("image: app:1")
            .run("blueprints", "diff", "other", "-f", "-", "-o", "json");

    assertThat(shown.err()).isEqualTo("There is no such blueprint yet.\n");
    assertThat(shown.out()).contains("\"field\" : \"image\"").contains("\"current\" : null");
  }

  @Test
  void shouldKnowTheDefaultsOfTheApi() throws Exception {
    String document = Files.readString(Path.of("../../streams-app/app/API.md"));
    Path defaults = Path.of("src/main/resources/io/dormouse/cli/command/blueprint-defaults.json");

    List<String> texts = new ArrayList<>();
    FakeApi.JSON
        .readTree(Files.readString(defaults))
        .properties()
        .forEach(member -> texts.add(member.getKey() + ": " + text(member.getValue())));

    assertThat(texts).hasSize(10).allSatisfy(text -> assertThat(document).contains(text));
  }

  /** The form of the table of defaults in the API's document. */
  private static String text(JsonNode value) {
    return value
        .toString()
        .replaceAll("\"(\\w+)\":", "$1: ")
        .replaceAll(",(?=\\w)", ", ")
        .replace(": {}", ": {}");
  }

  private Cli.Outcome diff(String file) {
    return new Cli().with(api).withInput(file).run("blueprints", "diff", "notes", "-f", "-");
  }
}
