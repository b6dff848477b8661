package io.dormouse.language.topics;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All topics, with their keys and the settings they must have. */
public enum Topic {
  SIGNUPS("signups", Spread.BY_INSTANCE, Keep.forEver()),
  INSTANCE_COMMANDS("instance-commands", Spread.BY_INSTANCE, Keep.days(7)),
  ACTIVITY("activity", Spread.BY_INSTANCE, Keep.days(30)),
  REPLICA_REPORTS("replica-reports", Spread.BY_INSTANCE, Keep.days(30)),
  RESOURCE_REPORTS("resource-reports", Spread.BY_INSTANCE, Keep.days(30)),
  HOST_REPORTS("host-reports", Spread.BY_POOL, Keep.days(7)),
  HOST_EVENTS("host-events", Spread.BY_POOL, Keep.forEver()),
  INSTANCE_EVENTS("instance-events", Spread.BY_INSTANCE, Keep.forEver()),
  REJECTIONS("rejections", Spread.BY_INSTANCE, Keep.days(30)),
  INSTANCES("instances", Spread.BY_INSTANCE, Keep.newest()),
  DOMAIN_COMMANDS("domain-commands", Spread.BY_DOMAIN, Keep.days(7)),
  DOMAINS("domains", Spread.BY_DOMAIN, Keep.newest()),
  BLUEPRINT_COMMANDS("blueprint-commands", Spread.ALONE, Keep.days(7)),
  BLUEPRINTS("blueprints", Spread.ALONE, Keep.newest()),
  HOSTS("hosts", Spread.BY_POOL, Keep.newest()),
  HOST_COMMANDS("host-commands", Spread.BY_HOST, Keep.newest()),
  RESOURCE_COMMANDS("resource-commands", Spread.BY_INSTANCE, Keep.newest()),
  PLACEMENT("placement", Spread.BY_POOL, Keep.days(7)),
  PLANS("plans", Spread.ALONE, Keep.newest()),
  OWNER_MESSAGES("owner-messages", Spread.BY_OWNER, Keep.days(30)),
  SIGNUP_VIEWS("signup-views", Spread.BY_SIGN_UP, Keep.newest()),
  /** Keys to the control API, each with its whole life. */
  API_KEYS("api-keys", Spread.ALONE, Keep.newest()),
  /** Schemas by their ids, which all programs announce. */
  SCHEMAS("schemas", Spread.ALONE, Keep.newest()),
  DEAD_LETTERS("dead-letters", Spread.ALONE, Keep.days(30));

  private final String shortName;
  private final Spread spread;
  private final Map<String, String> settings;

  Topic(String shortName, Spread spread, Map<String, String> settings) {
    this.shortName = shortName;
    this.spread = spread;
    this.settings = settings;
  }

  /** The name without the prefix. */
  public String shortName() {
    return shortName;
  }

  public Spread spread() {
    return spread;
  }

  /** The settings that the topic must have on the broker. */
  public Map<String, String> settings() {
    return settings;
  }

  /** Key that a topic's partitions follow; topics of one kind have the same number of them. */
  public enum Spread {
    BY_INSTANCE,
    BY_DOMAIN,
    BY_HOST,
    BY_OWNER,
    BY_SIGN_UP,
    /** One partition per pool, so that each pool has one serial decision maker. */
    BY_POOL,
    ALONE
  }

  private static final class Keep {

    private static final Map<String, String> BROKER_TIME =
        Map.of("message.timestamp.type", "LogAppendTime");

    static Map<String, String> forEver() {
      return with(
          Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1"));
    }

    static Map<String, String> days(int days) {
      return with(
          Map.of(
              "cleanup.policy",
              "delete",
              "retention.ms",
              Long.toString(Duration.ofDays(days).toMillis())));
    }

    /** Small segments and a bounded lag, without which a topic might never be compacted. */
    static Map<String, String> newest() {
      return with(
          Map.of(
              "cleanup.policy", "compact",
              "segment.bytes", Integer.toString(16 << 20),
              "segment.ms", Long.toString(Duration.ofMinutes(10).toMillis()),
              "min.cleanable.dirty.ratio", "0.1",
              "max.compaction.lag.ms", Long.toString(Duration.ofMinutes(30).toMillis())));
    }

    private static Map<String, String> with(Map<String, String> settings) {
      return Stream.of(BROKER_TIME, settings)
          .flatMap(map -> map.entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
  }
}
