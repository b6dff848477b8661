package io.dormouse.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dormouse.cli.json.Json;
import io.dormouse.cli.json.Yaml;
import io.dormouse.cli.terminal.Colours;
import io.dormouse.cli.terminal.Escapes;
import io.dormouse.cli.terminal.Shell;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Results of commands in the form that was asked for. All methods throw {@link
 * UncheckedIOException} if the stream does not take them.
 */
public final class Printer {

  /** The forms. */
  public enum Format {
    TABLE,
    JSON,
    YAML;

    /** The word that a person writes. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Format format;
  private final Writer out;
  private final Colours colours;

  public Printer(Format format, Shell shell) {
    this.format = format;
    this.out = new BufferedWriter(new OutputStreamWriter(shell.out(), StandardCharsets.UTF_8));
    this.colours = new Colours(shell.colours());
  }

  /** A list: a table, or one array of all items. Items are written while they are read. */
  public void list(Iterator<JsonNode> items, List<Column> columns) {
    write(() -> {
      if (format == Format.TABLE) {
        Table table = new Table(out, columns, colours);
        while (items.hasNext()) {
          table.add(items.next());
        }
        table.flush();
      } else {
        array(items);
      }
    });
  }

  /** One thing, with all its members. */
  public void object(JsonNode value) {
    write(() -> {
      if (format == Format.TABLE) {
        Table table = new Table(out, Fields.COLUMNS, colours);
        for (JsonNode row : Fields.of(value)) {
          table.add(row);
        }
        table.flush();
      } else {
        document(value);
      }
    });
  }

  /** One thing, as a row of a table. */
  public void row(JsonNode value, List<Column> columns) {
    if (format == Format.TABLE) {
      list(List.of(value).iterator(), columns);
    } else {
      object(value);
    }
  }

  /** Text as it is. */
  public void text(String text) {
    write(() -> out.write(text));
  }

  /** A list that never ends: rows of a table, a line of JSON for each item, or YAML documents. */
  public Consumer<JsonNode> lines(List<Column> columns) {
    Table table = new Table(out, columns, colours);
    return item -> write(() -> line(table, item));
  }

  private void line(Table table, JsonNode item) throws IOException {
    switch (format) {
      case TABLE -> {
        table.add(item);
        table.flush();
      }
      case JSON -> out.write(Escapes.lines(item.toString()) + "\n");
      case YAML -> {
        out.write("---\n");
        document(item);
      }
    }
  }

  private void array(Iterator<JsonNode> items) throws IOException {
    try (JsonGenerator generator = mapper().writer().createGenerator(Escapes.writer(out))) {
      generator.writeStartArray();
      while (items.hasNext()) {
        generator.writeTree(items.next());
      }
      generator.writeEndArray();
    }
    endLine();
  }

  private void document(JsonNode value) throws IOException {
    mapper().writeValue(Escapes.writer(out), value);
    endLine();
  }

  private ObjectMapper mapper() {
    return format == Format.YAML ? Yaml.mapper() : Json.mapper();
  }

  /** YAML ends its last line itself. */
  private void endLine() throws IOException {
    if (format == Format.JSON) {
      out.write("\n");
    }
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void write(Writing writing) {
    try {
      writing.run();
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
