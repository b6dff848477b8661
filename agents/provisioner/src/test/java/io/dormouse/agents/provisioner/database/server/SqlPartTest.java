package io.dormouse.agents.provisioner.database.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.database.server.SqlPart.ForeignIdentifier;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.SqlPart.Literal;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.SeedName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlPartTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a;DROP SCHEMA public",
        "a\"; DROP ROLE provisioner; --",
        "a'b",
        "a$$b",
        "a\0b",
        "a\\b",
        "../a",
        "a/b",
        "A",
        "ä",
        "аdmin",
        "%s",
        "a.b",
        "a\nb",
        "0123456789012345678901234567890123456789012345678901234567890123456789"
      })
  void shouldRefuseHostileNamesEverywhere(String hostile) {
    assertThatThrownBy(() -> new Identifier(hostile)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ResourceId(hostile)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new InstanceId(hostile + "'"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SeedName(hostile + "/.."))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(TenantNames.resourceOf("dm_" + hostile)).isEmpty();
  }

  @Test
  void shouldQuoteWhatOthersHaveNamed() {
    assertThat(
            SqlPart.statement(
                "GRANT %s TO %s", new Identifier("dm_a"), new ForeignIdentifier("Some \"one\"")))
        .isEqualTo("GRANT \"dm_a\" TO \"Some \"\"one\"\"\"");
    assertThat(new Literal("it's").sql()).isEqualTo("'it''s'");
    assertThatThrownBy(() -> new Literal("a\\")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldFindWhoseANameIs() {
    ResourceId resource = new ResourceId("a123456789012345");

    assertThat(TenantNames.resourceOf("dm_a123456789012345")).contains(resource);
    assertThat(TenantNames.resourceOf("dm_a123456789012345_0_12")).contains(resource);
    assertThat(
            TenantNames.resourceOf(
                new TenantNames(resource)
                    .login(new ReplicaAccess(Integer.MAX_VALUE, Long.MAX_VALUE, false))
                    .name()))
        .as("the longest name")
        .contains(resource);
    assertThat(TenantNames.resourceOf("dm_a12345678901234")).isEmpty();
    assertThat(TenantNames.resourceOf("dormouse")).isEmpty();
  }
}
