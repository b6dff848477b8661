package io.dormouse.language.wire;

import io.dormouse.language.access.ApiKey;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintCommandEnvelope;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PlacementMessage;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.owner.OwnerMessage;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.resources.Credentials;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.idl.IdlReader;

/**
 * The contracts and released schemas of the source tree; a schema that this run releases is not on
 * the class path yet.
 */
final class Contracts {

  /** Contracts of topics, with their types. */
  static final Map<String, Class<?>> OF_TOPICS =
      Map.ofEntries(
          Map.entry("SignUp", SignUp.class),
          Map.entry("Blueprint", Blueprint.class),
          Map.entry("BlueprintCommandEnvelope", BlueprintCommandEnvelope.class),
          Map.entry("ActivityReport", ActivityReport.class),
          Map.entry("CommandEnvelope", CommandEnvelope.class),
          Map.entry("RecordedEvent", RecordedEvent.class),
          Map.entry("InstanceView", InstanceView.class),
          Map.entry("Rejection", Rejection.class),
          Map.entry("ReplicaReport", ReplicaReport.class),
          Map.entry("HostReport", HostReport.class),
          Map.entry("HostView", HostView.class),
          Map.entry("RecordedHostEvent", RecordedHostEvent.class),
          Map.entry("HostOrder", HostCommand.class),
          Map.entry("Placement", PlacementMessage.class),
          Map.entry("ResourceOrder", ResourceCommand.class),
          Map.entry("ResourceReport", ResourceReport.class),
          Map.entry("Credentials", Credentials.class),
          Map.entry("Plan", Plan.class),
          Map.entry("OwnerMessage", OwnerMessage.class),
          Map.entry("SignUpView", SignUpView.class),
          Map.entry("DomainRoute", DomainRoute.class),
          Map.entry("DomainCommandEnvelope", DomainCommandEnvelope.class),
          Map.entry("ApiKey", ApiKey.class));

  /** Contracts of the streams app's stores; their types are in that module. */
  static final List<String> OF_STORES =
      List.of(
          "InstanceState",
          "ActivityLedger",
          "HostEntry",
          "WaitingReplica",
          "OwnerAccount",
          "BlueprintState");

  static final boolean RELEASE = Boolean.getBoolean("schemas.release");

  /** The command to run when a contract has changed. */
  static final String HOW_TO_RELEASE =
      "./mvnw -f schemas/language/pom.xml test -Dtest=ReleasedSchemasTest,GoldenBytesTest -Dschemas.release=true";

  private static final Path SOURCES = Path.of("src/main/avro");
  private static final Path RELEASED = Path.of("src/main/resources/io/dormouse/language/released");

  private Contracts() {}

  /** The released names in the order of their first release, then new ones. */
  static List<String> names() {
    return Stream.of(
            released().values().stream().map(Schema::getName),
            OF_TOPICS.keySet().stream().sorted(),
            OF_STORES.stream())
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  static SchemaCatalog catalog() {
    return new SchemaCatalog(released());
  }

  static SortedMap<Integer, Schema> released() {
    SortedMap<Integer, Schema> all = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(RELEASED.resolve("ids"))) {
        if (!line.startsWith("#")) {
          Path file = RELEASED.resolve(line.replace(' ', '-') + ".avsc");
          all.put(Integer.valueOf(line.split(" ")[0]), new Schema.Parser().parse(file.toFile()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  static Optional<Schema> newestReleased(String name) {
    return released().values().stream()
        .filter(schema -> schema.getName().equals(name))
        .reduce((older, newer) -> newer);
  }

  static Schema contract(String name) throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.sorted().toList()) {
        Map<String, Schema> types = new IdlReader().parse(file).getNamedSchemas();
        Schema schema = types.get("io.dormouse." + name);
        if (schema != null) {
          return schema;
        }
      }
    }
    throw new AssertionError("no contract has a record named " + name);
  }

  /** Gives every contract that changed the next id; existing ids never change. */
  static void release() throws IOException {
    SortedMap<Integer, Schema> all = released();
    int next = all.isEmpty() ? 1 : all.lastKey() + 1;
    for (String name : names()) {
      Schema contract = contract(name);
      if (!newestReleased(name).equals(Optional.of(contract))) {
        Files.writeString(
            RELEASED.resolve("%d-%s.avsc".formatted(next, name)),
            SchemaFormatter.format("json/pretty", contract) + "\n");
        Files.writeString(
            RELEASED.resolve("ids"), "%d %s%n".formatted(next, name), StandardOpenOption.APPEND);
        next++;
      }
    }
  }
}
