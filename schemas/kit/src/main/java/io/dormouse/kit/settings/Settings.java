package io.dormouse.kit.settings;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fills a program's settings record. Later sources win: the defaults, the file named by {@code
 * --config=}, the environment ({@code DORMOUSE_API_PORT}), the flags ({@code --api.port=7070}).
 * Components without {@link Setting} are records of settings themselves.
 */
public final class Settings {

  private Settings() {}

  /**
   * Reads the settings.
   *
   * @throws SettingsException if a key is unknown, a value is missing, or a value is not what its
   *     key expects
   */
  public static <R extends Record> R load(
      Class<R> type, List<String> flags, Map<String, String> environment) {
    Map<String, String> values = new TreeMap<>();
    Map<String, Setting> known = known(type);
    known.forEach((key, setting) -> values.put(key, setting.byDefault()));
    Map<String, String> given = flags(flags);
    String file = given.remove("config");
    if (file != null) {
      override(values, file(file), "the file " + file);
    }
    known
        .keySet()
        .forEach(key -> values.computeIfPresent(key, (k, v) -> fromEnvironment(k, v, environment)));
    override(values, given, "the flags");
    return type.cast(create(type, values));
  }

  /** The settings as rows of a Markdown table, as the document of a program shows them. */
  public static String table(Class<? extends Record> type) {
    return known(type).values().stream()
        .map(setting ->
            "| `%s` | %s | %s |"
                .formatted(
                    setting.key(),
                    setting.byDefault().isEmpty() ? "" : "`" + setting.byDefault() + "`",
                    setting.doc()))
        .collect(
            Collectors.joining(
                "\n", "| setting | default | what it does |\n| --- | --- | --- |\n", "\n"));
  }

  private static String fromEnvironment(String key, String value, Map<String, String> environment) {
    return environment.getOrDefault(
        "DORMOUSE_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value);
  }

  private static Map<String, Setting> known(Class<?> type) {
    Map<String, Setting> known = new TreeMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        known.putAll(known(component.getType()));
      } else {
        known.put(setting.key(), setting);
      }
    }
    return known;
  }

  private static Map<String, String> flags(List<String> flags) {
    Map<String, String> given = new TreeMap<>();
    for (String flag : flags) {
      int equals = flag.indexOf('=');
      if (!flag.startsWith("--") || equals < 0) {
        throw new SettingsException(
            "Expected flags like '--key=value', but got '%s'.".formatted(flag));
      }
      given.put(flag.substring(2, equals), flag.substring(equals + 1));
    }
    return given;
  }

  private static Map<String, String> file(String file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(
          "Expected a readable settings file, but %s is not: %s.".formatted(file, e), e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return values;
  }

  private static void override(
      Map<String, String> values, Map<String, String> given, String source) {
    given.forEach((key, value) -> {
      if (values.replace(key, value) == null) {
        throw new SettingsException(
            "Expected one of the settings %s in %s, but got '%s'."
                .formatted(values.keySet(), source, key));
      }
    });
  }

  private static Object create(Class<?> type, Map<String, String> values) {
    RecordComponent[] components = type.getRecordComponents();
    List<Object> arguments = new ArrayList<>();
    for (RecordComponent component : components) {
      Setting setting = component.getAnnotation(Setting.class);
      arguments.add(
          setting == null
              ? create(component.getType(), values)
              : value(component.getType(), setting.key(), values.getOrDefault(setting.key(), "")));
    }
    try {
      Class<?>[] types =
          Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      Throwable invalid = Objects.requireNonNull(e.getCause());
      throw new SettingsException(String.valueOf(invalid.getMessage()), invalid);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(Class<?> type, String key, String text) {
    try {
      Object value = parse(type, text);
      if (value != null) {
        return value;
      }
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "The setting %s has the value '%s'. %s".formatted(key, text, e.getMessage()), e);
    }
    throw new IllegalStateException("The setting %s has the unknown type %s".formatted(key, type));
  }

  private static @Nullable Object parse(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    } else if (type == int.class) {
      return parseInt(text);
    } else if (type == boolean.class) {
      return parseBoolean(text);
    } else if (type == Duration.class) {
      return Durations.parse(text);
    } else if (type == ByteSize.class) {
      return ByteSize.parse(text);
    } else if (type == Path.class) {
      return Path.of(text);
    } else if (type.isEnum()) {
      return parseEnum(type, text);
    } else if (type.isRecord()) {
      return create(type, text);
    }
    return null;
  }

  private static int parseInt(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Expected a whole number.", e);
    }
  }

  private static boolean parseBoolean(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("Expected 'true' or 'false'.");
    };
  }

  private static Object parseEnum(Class<?> type, String text) {
    return Stream.of(type.getEnumConstants())
        .filter(constant -> constant.toString().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Expected one of %s."
                    .formatted(Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT))));
  }

  private static Object create(Class<?> type, String text) {
    try {
      return type.getDeclaredConstructor(String.class).newInstance(text);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException invalid) {
        throw invalid;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
