package io.dormouse.cli.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.cli.settings.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a person wrote, in JSON or YAML. */
public final class Documents {

  private static final String STANDARD_INPUT = "-";

  private Documents() {}

  /**
   * The object in a file, or in the standard input if the file is called {@code -}.
   *
   * @throws CommandFailure if there is no such file, or not one object in it
   */
  public static ObjectNode read(String file, InputStream standardInput) {
    return parsed(file, content(file, standardInput));
  }

  /**
   * The one line in a file, or in the standard input if the file is called {@code -}.
   *
   * @throws CommandFailure if there is no such file, or not one line of visible ASCII in it; the
   *     message does not show it
   */
  public static String line(String file, InputStream standardInput) {
    String text = new String(content(file, standardInput), StandardCharsets.UTF_8).strip();
    if (!text.matches("[!-~]+")) {
      throw CommandFailure.badInput(
          "expected one line of visible ASCII characters in %s".formatted(file));
    }
    return text;
  }

  private static byte[] content(String file, InputStream standardInput) {
    try {
      return file.equals(STANDARD_INPUT)
          ? standardInput.readAllBytes()
          : Files.readAllBytes(Path.of(file));
    } catch (NoSuchFileException e) {
      throw CommandFailure.badInput("expected a file, but there is no %s".formatted(file));
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static CommandFailure failed(String file, IOException e) {
    return CommandFailure.badInput("expected to read %s, but got: %s".formatted(file, e));
  }

  private static ObjectNode parsed(String file, byte[] content) {
    try {
      return object(file, content);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static ObjectNode object(String file, byte[] content) throws IOException {
    JsonNode document;
    try {
      document = mapper(content).readTree(content);
    } catch (JacksonException e) {
      String place =
          e.getLocation() == null ? "" : ", line %d".formatted(e.getLocation().getLineNr());
      throw CommandFailure.badInput(
          "expected JSON or YAML in %s%s: %s".formatted(file, place, e.getOriginalMessage()));
    }
    if (document instanceof ObjectNode object) {
      return object;
    }
    throw CommandFailure.badInput("expected one object in %s".formatted(file));
  }

  private static ObjectMapper mapper(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8).stripLeading();
    return text.startsWith("{") ? Json.mapper() : Yaml.mapper();
  }
}
