package io.dormouse.agents.provisioner.database.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.settings.database.DatabaseAddress;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class RdsTokenTest {

  @Test
  void shouldSignAConnectionInThePlaceOfThePassword() {
    RdsToken token =
        new RdsToken(
            new DatabaseAddress("main", "db.example.com", 5433, "dormouse", ""),
            "provisioner",
            "eu-west-1",
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA1", "secret")));

    assertThat(token.password())
        .startsWith("db.example.com:5433/?")
        .contains("Action=connect", "DBUser=provisioner", "X-Amz-Expires=900")
        .containsPattern("X-Amz-Credential=AKIA1%2F\\d{8}%2Feu-west-1%2Frds-db%2Faws4_request")
        .containsPattern("X-Amz-Signature=[0-9a-f]{64}")
        .doesNotContain("secret");
  }
}
