package io.dormouse.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.terminal.Colours;
import io.dormouse.cli.terminal.Escapes;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * Aligned columns under a header. Widths are those of the rows until the first {@link #flush},
 * which comes by itself after {@value #MOST_ROWS} rows; later ones only widen.
 */
final class Table {

  static final int MOST_ROWS = 1_000;
  private static final String GAP = "  ";

  private final Writer out;
  private final List<Column> columns;
  private final Colours colours;
  private final List<List<String>> rows = new ArrayList<>();
  private final int[] widths;
  private boolean begun;

  Table(Writer out, List<Column> columns, Colours colours) {
    this.out = out;
    this.columns = List.copyOf(columns);
    this.colours = colours;
    this.widths =
        columns.stream()
            .mapToInt(column -> Math.max(column.width(), column.header().length()))
            .toArray();
  }

  void add(JsonNode item) throws IOException {
    List<String> row = new ArrayList<>();
    for (Column column : columns) {
      row.add(Escapes.line(column.of(item)));
    }
    rows.add(row);
    if (rows.size() == MOST_ROWS) {
      flush();
    }
  }

  /** Writes the rows so far; before the first ones, the header. */
  void flush() throws IOException {
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    if (!begun) {
      begun = true;
      write(columns.stream().map(Column::header).toList(), false);
    }
    for (List<String> row : rows) {
      write(row, true);
    }
    rows.clear();
    out.flush();
  }

  private void write(List<String> row, boolean paint) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      boolean last = i == widths.length - 1;
      String cell = row.get(i);
      String padded = last ? cell : cell + " ".repeat(widths[i] - length(cell));
      line.append(paint && columns.get(i).coloured() ? colours.paint(padded) : padded);
      line.append(last ? "\n" : GAP);
    }
    out.write(line.toString());
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
