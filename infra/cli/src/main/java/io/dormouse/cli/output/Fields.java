package io.dormouse.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The members of an object as rows of a table; those of an inner object have a path. */
public final class Fields {

  static final List<Column> COLUMNS =
      List.of(Column.text("FIELD", "/field"), new Column("VALUE", 0, "/value", Cells::text, true));

  private Fields() {}

  /**
   * The rows {@code {field, value}}. Links are left out: they are for programs.
   *
   * @param object its values are scalars, lists and objects
   */
  public static List<JsonNode> of(JsonNode object) {
    List<JsonNode> rows = new ArrayList<>();
    add(rows, "", object);
    return rows;
  }

  private static void add(List<JsonNode> rows, String path, JsonNode value) {
    if (value.isObject() && (!value.isEmpty() || path.isEmpty())) {
      value
          .properties()
          .forEach(member -> {
            if (!member.getKey().equals("links")) {
              add(
                  rows,
                  path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                  member.getValue());
            }
          });
    } else if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
      for (int i = 0; i < value.size(); i++) {
        add(rows, path + "." + i, value.get(i));
      }
    } else {
      ObjectNode row = JsonNodeFactory.instance.objectNode().put("field", path);
      rows.add(row.put("value", text(path, value)));
    }
  }

  private static String text(String path, JsonNode value) {
    boolean bytes = path.endsWith("Bytes") || path.endsWith("memory");
    return bytes ? Cells.size(value) : Cells.preciseTime(value);
  }
}
