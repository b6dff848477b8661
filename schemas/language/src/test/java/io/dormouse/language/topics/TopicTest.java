package io.dormouse.language.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.topics.Topic.Spread;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {

  @ParameterizedTest
  @CsvSource({
    "SIGNUPS, signups, BY_INSTANCE, -1",
    "INSTANCE_COMMANDS, instance-commands, BY_INSTANCE, 604800000",
    "ACTIVITY, activity, BY_INSTANCE, 2592000000",
    "REPLICA_REPORTS, replica-reports, BY_INSTANCE, 2592000000",
    "RESOURCE_REPORTS, resource-reports, BY_INSTANCE, 2592000000",
    "HOST_REPORTS, host-reports, BY_POOL, 604800000",
    "HOST_EVENTS, host-events, BY_POOL, -1",
    "INSTANCE_EVENTS, instance-events, BY_INSTANCE, -1",
    "REJECTIONS, rejections, BY_INSTANCE, 2592000000",
    "INSTANCES, instances, BY_INSTANCE, compact",
    "DOMAIN_COMMANDS, domain-commands, BY_DOMAIN, 604800000",
    "DOMAINS, domains, BY_DOMAIN, compact",
    "PLANS, plans, ALONE, compact",
    "OWNER_MESSAGES, owner-messages, BY_OWNER, 2592000000",
    "SIGNUP_VIEWS, signup-views, BY_SIGN_UP, compact",
    "BLUEPRINT_COMMANDS, blueprint-commands, ALONE, 604800000",
    "BLUEPRINTS, blueprints, ALONE, compact",
    "HOSTS, hosts, BY_POOL, compact",
    "HOST_COMMANDS, host-commands, BY_HOST, compact",
    "RESOURCE_COMMANDS, resource-commands, BY_INSTANCE, compact",
    "PLACEMENT, placement, BY_POOL, 604800000",
    "API_KEYS, api-keys, ALONE, compact",
    "SCHEMAS, schemas, ALONE, compact",
    "DEAD_LETTERS, dead-letters, ALONE, 2592000000"
  })
  void shouldKeepEachTopicAsTheDesignSays(Topic topic, String name, Spread spread, String kept) {
    assertThat(topic.shortName()).isEqualTo(name);
    assertThat(topic.spread()).isEqualTo(spread);
    if (kept.equals("compact")) {
      assertThat(topic.settings())
          .containsEntry("cleanup.policy", "compact")
          .containsKeys("segment.bytes", "segment.ms", "max.compaction.lag.ms");
    } else {
      assertThat(topic.settings())
          .containsEntry("cleanup.policy", "delete")
          .containsEntry("retention.ms", kept);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldUseTheBrokersTime(Topic topic) {
    assertThat(topic.settings()).containsEntry("message.timestamp.type", "LogAppendTime");
  }
}
