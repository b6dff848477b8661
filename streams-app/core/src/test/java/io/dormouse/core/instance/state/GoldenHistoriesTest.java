package io.dormouse.core.instance.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.GoldenText;
import io.dormouse.core.instance.InstanceViews;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Histories that were recorded once, by the random walk ({@code -Dhistories.record=FOLDER}) and by
 * a running system, as their bytes in the log. Each folds to the same states and views for ever.
 * The text beside them has, after each event, the parts of state and view that it changed.
 */
class GoldenHistoriesTest {

  private static final Path FOLDER = Path.of("src/test/resources/golden/histories");

  @TestFactory
  Stream<DynamicTest> shouldFoldToWhatItWas() throws IOException {
    return files().stream()
        .map(file ->
            DynamicTest.dynamicTest(
                name(file),
                () ->
                    new GoldenText("histories/" + name(file) + ".txt")
                        .isEqualTo(told(events(file)))));
  }

  @Test
  void shouldHaveEveryEvent() throws IOException {
    Set<String> seen = new TreeSet<>();
    for (Path file : files()) {
      events(file).forEach(event -> seen.add(event.event().getClass().getSimpleName()));
    }
    assertThat(files()).hasSizeGreaterThanOrEqualTo(15);
    assertThat(seen)
        .containsExactlyElementsOf(
            leaves(InstanceEvent.class)
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Stream<Class<?>> leaves(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isSealed() ? leaves(type) : Stream.of(type));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all.filter(file -> file.toString().endsWith(".events")).sorted().toList();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".events", "");
  }

  private static List<RecordedEvent> events(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> Codecs.INSTANCE_EVENT.decode(Base64.getDecoder().decode(line)))
        .toList();
  }

  private static String told(List<RecordedEvent> events) {
    List<String> lines = new ArrayList<>();
    InstanceState state = new InstanceState.None();
    Map<String, String> before = Map.of();
    for (RecordedEvent event : events) {
      state = InstanceEvolution.evolve(state, event);
      lines.add("%d %s".formatted(event.sequence(), event.event()));
      Map<String, String> after = new TreeMap<>();
      flatten("state " + state.getClass().getSimpleName(), state, after);
      if (state instanceof Living living) {
        flatten("view", InstanceViews.of(living), after);
      }
      lines.addAll(changes(before, after));
      before = after;
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<String> changes(Map<String, String> before, Map<String, String> after) {
    List<String> changes = new ArrayList<>();
    before.keySet().stream()
        .filter(path -> !after.containsKey(path))
        .forEach(path -> changes.add("  - " + path));
    after.forEach((path, value) -> {
      if (!value.equals(before.get(path))) {
        changes.add("  %s %s = %s".formatted(before.containsKey(path) ? "*" : "+", path, value));
      }
    });
    return changes;
  }

  /** The parts of a value by their paths; records that are a single value count as that. */
  private static void flatten(String path, @Nullable Object value, Map<String, String> parts) {
    if (value instanceof Set<?> set) {
      parts.put(path, set.stream().map(String::valueOf).sorted().toList().toString());
    } else if (value instanceof Collection<?> some && !some.isEmpty()) {
      int index = 0;
      for (Object one : some) {
        flatten(path + "." + index++, one, parts);
      }
    } else if (value instanceof Record && !isOneValue(value.getClass().getRecordComponents())) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        flatten(path + "." + component.getName(), read(component, value), parts);
      }
    } else if (value != null) {
      parts.put(path, value.toString());
    }
  }

  private static boolean isOneValue(RecordComponent[] components) {
    return components.length == 1 && components[0].getName().equals("value");
  }

  private static @Nullable Object read(RecordComponent component, Object owner) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
