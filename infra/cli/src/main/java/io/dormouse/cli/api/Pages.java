package io.dormouse.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.settings.CommandFailure;
import io.dormouse.cli.settings.ExitCode;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The items of a list. A page is read when its first item is asked for. Lists name their next page
 * in the member {@code next}, histories in the header {@code Link}.
 */
public final class Pages implements Iterator<JsonNode> {

  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"?next\"?");

  private final ApiClient api;
  private @Nullable String next;
  private Iterator<JsonNode> page = Collections.emptyIterator();

  Pages(ApiClient api, ApiPath first) {
    this.api = api;
    this.next = first.text();
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && next != null) {
      read(next);
    }
    return page.hasNext();
  }

  @Override
  public JsonNode next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }

  private void read(String path) {
    ApiClient.Reply reply = api.reply(path);
    JsonNode items = reply.json().isArray() ? reply.json() : reply.json().path("items");
    page = items.iterator();
    next = reply.json().isArray() ? linked(reply.link()) : reply.json().path("next").textValue();
    if (next != null && (!next.startsWith("/") || next.equals(path))) {
      throw new CommandFailure(
          ExitCode.FAILED, "expected the path of a next page, got \"%s\"".formatted(next));
    }
  }

  private static @Nullable String linked(String header) {
    Matcher link = NEXT.matcher(header);
    return link.find() ? link.group(1) : null;
  }
}
