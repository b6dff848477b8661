package io.dormouse.local.iam;

import java.util.function.Consumer;

/** Builds the XML of an answer. */
final class Xml {

  private final StringBuilder text = new StringBuilder();

  Xml element(String name, String value) {
    text.append('<').append(name).append('>');
    value
        .codePoints()
        .forEach(point -> {
          switch (point) {
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '&' -> text.append("&amp;");
            default -> text.appendCodePoint(point);
          }
        });
    return end(name);
  }

  Xml element(String name, Consumer<Xml> content) {
    text.append('<').append(name).append('>');
    content.accept(this);
    return end(name);
  }

  /** An element that declares the namespace of itself and its content. */
  Xml root(String name, String namespace, Consumer<Xml> content) {
    text.append('<').append(name).append(" xmlns=\"").append(namespace).append("\">");
    content.accept(this);
    return end(name);
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private Xml end(String name) {
    text.append("</").append(name).append('>');
    return this;
  }
}
