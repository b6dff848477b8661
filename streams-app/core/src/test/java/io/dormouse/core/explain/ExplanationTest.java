package io.dormouse.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.GoldenText;
import io.dormouse.core.explain.Explanation.Step;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Explanations of recorded histories. */
final class ExplanationTest {

  private static final Path FOLDER = Path.of("src/test/resources/golden/histories");

  @Test
  void shouldTellEachEventInASentence() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      String told =
          files
              .filter(file -> file.toString().endsWith(".events"))
              .sorted()
              .flatMap(file -> events(file).stream())
              .map(event ->
                  "%s: %s%n"
                      .formatted(event.event().getClass().getSimpleName(), EventText.of(event)))
              .distinct()
              .sorted()
              .filter(new OnlySome()::isOneOfThem)
              .collect(Collectors.joining());
      new GoldenText("event-sentences.txt").isEqualTo(told);
    }
  }

  @Test
  void shouldWalkBackFromTheStateToWhatChangedIt() throws IOException {
    StringBuilder told = new StringBuilder();
    for (String name : List.of("demo-acme", "demo-hermit", "demo-pair", "demo-zebra")) {
      Explanation explanation = new Explanation(6);
      events(FOLDER.resolve(name + ".events")).forEach(explanation::add);
      told.append("%s%n".formatted(name));
      for (Step step : explanation.steps()) {
        told.append("  %s %s: %s%n".formatted(step.first().time(), step.status(), step.text()));
      }
      assertThat(explanation.steps().getFirst().status())
          .isEqualTo(((Existing) explanation.state()).status());
    }
    new GoldenText("explanations.txt").isEqualTo(told.toString());
  }

  /** Takes the first few events of each type. */
  private static final class OnlySome {

    private static final int OF_A_TYPE = 3;
    private String type = "";
    private int seen;

    boolean isOneOfThem(String line) {
      String itsType = line.substring(0, line.indexOf(':'));
      seen = itsType.equals(type) ? seen + 1 : 1;
      type = itsType;
      return seen <= OF_A_TYPE;
    }
  }

  private static List<RecordedEvent> events(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(Base64.getDecoder()::decode).map(Codecs.INSTANCE_EVENT::decode).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
