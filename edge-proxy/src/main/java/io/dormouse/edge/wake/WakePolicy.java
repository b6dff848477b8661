package io.dormouse.edge.wake;

import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells the requests that wake an instance from the others. Requests that nobody waits for do not:
 * icons and the like that browsers fetch by themselves, crawlers, health checks, scanners. The list
 * of crawlers is {@code crawlers.txt}, with its source in its head.
 */
final class WakePolicy {

  static final WakePolicy STANDARD =
      new WakePolicy(
          Set.of(
              "/favicon.ico",
              "/favicon.png",
              "/favicon.svg",
              "/apple-touch-icon.png",
              "/apple-touch-icon-precomposed.png",
              "/robots.txt",
              "/ads.txt",
              "/sitemap.xml",
              "/browserconfig.xml"),
          Stream.of(
              // crawlers that the list has only in a longer form
              "googlebot",
              "bingbot",
              "yandexbot",
              "perplexitybot",
              "archive.org",
              "crawler",
              "spider",
              "scrapy",
              "httrack",
              // checks
              "better uptime",
              "betterstack",
              "freshping",
              "kube-probe",
              "elb-healthchecker",
              "googlehc",
              "prometheus",
              "blackbox",
              "nagios",
              "datadog",
              "gatus",
              // scanners
              "nmap",
              "nuclei",
              "censys",
              "censysinspect",
              "shodan",
              "gobuster",
              "feroxbuster",
              "virustotal"));

  private final Set<String> quietPaths;
  private final AgentWords quietAgents;

  /**
   * @param quietPaths paths that never wake
   * @param more words of user agents that never wake, beside the list of crawlers
   */
  private WakePolicy(Set<String> quietPaths, Stream<String> more) {
    this.quietPaths = quietPaths;
    this.quietAgents = new AgentWords(Stream.concat(AgentWords.list("crawlers.txt"), more));
  }

  /** True if a request with this path (without query) and user agent wakes. */
  boolean wakes(String path, @Nullable String userAgent) {
    return !quietPaths.contains(path) && (userAgent == null || !quietAgents.areIn(userAgent));
  }
}
