package io.dormouse.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param width the least number of characters; tables that grow while they are read need one
 * @param pointer JSON pointer to the value
 * @param cell the value as text, not yet escaped
 * @param coloured true if the value is a word that tells a state
 */
public record Column(
    String header, int width, String pointer, Function<JsonNode, String> cell, boolean coloured) {

  public static Column text(String header, String pointer) {
    return new Column(header, 0, pointer, Cells::text, false);
  }

  public static Column status(String header, String pointer) {
    return new Column(header, 0, pointer, Cells::text, true);
  }

  public static Column time(String header, String pointer) {
    return new Column(header, 0, pointer, Cells::time, false);
  }

  public static Column size(String header, String pointer) {
    return new Column(header, 0, pointer, Cells::size, false);
  }

  public static Column detail(String header, String pointer) {
    return new Column(header, 0, pointer, Cells::detail, false);
  }

  /** The column with at least that width. */
  public Column atLeast(int characters) {
    return new Column(header, characters, pointer, cell, coloured);
  }

  String of(JsonNode row) {
    return cell.apply(row.at(pointer));
  }
}
