package io.dormouse.edge.wake;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests wake an instance. Those that nobody waits for do not: icons and the like that
 * browsers ask for by themselves, crawlers, checks of health, scanners.
 *
 * @param version of the rule
 * @param quietPaths paths that never wake
 * @param quietAgents parts of user agents, in lower case, that never wake
 */
public record WakePolicy(String version, Set<String> quietPaths, List<String> quietAgents) {

  public static final WakePolicy STANDARD =
      new WakePolicy(
          "wake-1",
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
          List.of(
              // crawlers and previews
              "bot/",
              "bot;",
              "bot)",
              "googlebot",
              "bingbot",
              "yandex",
              "baiduspider",
              "slurp",
              "duckduckbot",
              "facebookexternalhit",
              "facebot",
              "twitterbot",
              "linkedinbot",
              "slackbot",
              "telegrambot",
              "discordbot",
              "whatsapp",
              "applebot",
              "petalbot",
              "semrush",
              "ahrefs",
              "mj12bot",
              "dotbot",
              "gptbot",
              "ccbot",
              "claudebot",
              "bytespider",
              "amazonbot",
              "crawler",
              "spider",
              "archive.org",
              // checks
              "uptimerobot",
              "pingdom",
              "statuscake",
              "site24x7",
              "better uptime",
              "betterstack",
              "freshping",
              "hetrixtools",
              "kube-probe",
              "elb-healthchecker",
              "googlehc",
              "prometheus",
              "blackbox",
              "zabbix",
              "nagios",
              "check_http",
              "datadog",
              // scanners
              "nmap",
              "nikto",
              "masscan",
              "zgrab",
              "sqlmap",
              "nuclei",
              "censys",
              "shodan",
              "expanse",
              "wpscan",
              "gobuster",
              "dirbuster",
              "feroxbuster",
              "l9explore",
              "internetmeasurement"));

  public WakePolicy {
    quietPaths = Set.copyOf(quietPaths);
    quietAgents = List.copyOf(quietAgents);
  }

  /** Whether a request with this path (without query) and user agent wakes. */
  public boolean wakes(String path, @Nullable String userAgent) {
    if (quietPaths.contains(path)) {
      return false;
    } else if (userAgent == null) {
      return true;
    }
    String agent = userAgent.toLowerCase(Locale.ROOT);
    return quietAgents.stream().noneMatch(agent::contains);
  }
}
