package io.dormouse.edge.wake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the list of crawlers from the npm package crawler-user-agents: {@code CrawlerTokens
 * crawler-user-agents.json VERSION > crawlers.txt}. The matches of the package's patterns in its
 * own examples, extended to whole words, are the words that the edge looks for.
 */
final class CrawlerTokens {

  /** Tags of programs that people run, which wait for an answer. */
  private static final Set<String> TOOLS = Set.of("http-library", "browser-automation");

  /**
   * Words of people's browsers, phones and apps, and of senders of webhooks, which carry data and
   * wait for an answer.
   */
  private static final Set<String> NOT_CRAWLERS =
      Set.of(
          ("ap3a.240617.008 asana/ bitbucket-webhooks blackboard bluesky/ buck/ bugsnag butterfly"
                  + " capitaloneshopping charlotte cloudflare-stream-hook cloudflare-stream-webhook"
                  + " daum/ fever fluid goodreads google-apps-script google-read-aloud grammarly/"
                  + " hatena hubspot ifttt/ integromat/ klaviyo/ magellan mail.ru mailchimp make/"
                  + " mastodon metaiab_facebook modularconnector/ nextcloud notion/ omnisend/"
                  + " operator/ overcast/ paypal/ pocketcasts/ red/ retool/ sendgrid salesforce.com"
                  + " sfdc-callout/ shopify-captain-hook sogou sonic sparkpost speedy splunk stripe/"
                  + " svix-webhooks/ synapse trustly/ tumblr/ twilioproxy/ uptime/ valve/steam verity/"
                  + " viber webflow recurly_webhooks/ zendesk_webhook wordpress/ zapier")
              .split(" "));

  private static final int SHORTEST = 3;
  private static final int LONGEST = 60;

  private CrawlerTokens() {}

  public static void main(String[] arguments) throws IOException {
    System.out.print(list(Files.readString(Path.of(arguments[0])), arguments[1]));
  }

  /** The list with its head. */
  static String list(String json, String version) {
    Set<String> tokens = new TreeSet<>();
    for (Object entry : new JsonArray(json)) {
      JsonObject crawler = (JsonObject) entry;
      boolean tool =
          crawler.getJsonArray("tags", new JsonArray()).stream().anyMatch(TOOLS::contains);
      if (!tool) {
        add(crawler, tokens);
      }
    }
    return """
    # Words of user agents of crawlers, previews, checks and scanners, in lower case.
    # Source: npm crawler-user-agents %s, https://github.com/monperrus/crawler-user-agents
    # Copyright (c) 2017 Martin Monperrus, MIT licence: see crawlers-licence.txt beside this file.
    # Made by CrawlerTokens (of the tests), without entries tagged %s
    # and without what people's apps and webhooks say too; do not edit. ^ is for the start of an agent.
    """
            .formatted(version, String.join(", ", new TreeSet<>(TOOLS)))
        + String.join("\n", tokens)
        + "\n";
  }

  private static void add(JsonObject crawler, Set<String> tokens) {
    Pattern pattern = Pattern.compile(crawler.getString("pattern"));
    for (Object example : crawler.getJsonArray("instances", new JsonArray())) {
      Matcher found = pattern.matcher(example.toString());
      if (found.find()) {
        String token = wholeWords(example.toString(), found.start(), found.end());
        if (token.length() >= SHORTEST
            && token.length() <= LONGEST
            && !token.startsWith("mozilla/")
            && !NOT_CRAWLERS.contains(token.replace(' ', '_'))) {
          tokens.add(crawler.getString("pattern").startsWith("^") ? "^" + token : token);
        }
      }
    }
  }

  private static String wholeWords(String text, int from, int to) {
    int start = from;
    while (start > 0
        && Character.isLetterOrDigit(text.charAt(start))
        && Character.isLetterOrDigit(text.charAt(start - 1))) {
      start--;
    }
    int end = to;
    while (end < text.length()
        && Character.isLetterOrDigit(text.charAt(end - 1))
        && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return text.substring(start, end).strip().toLowerCase(Locale.ROOT);
  }
}
