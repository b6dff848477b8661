package io.dormouse.local.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

  private static final Policy OWN_BUCKET =
      Policy.parse(
          """
          {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "arn:aws:s3:::own"},
            {"Effect": "Allow", "Action": ["s3:*Object"], "Resource": ["arn:aws:s3:::own/*"]},
            {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::own/keep/*"}]}
          """);
  private static final Policy OWN_FOLDER =
      Policy.parse(
          """
          {"Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::all",
            "Condition": {"StringLike": {"s3:prefix": ["mine/*"]}}}}
          """);

  @ParameterizedTest
  @CsvSource({
    "s3:GetObject,    own/a,      true",
    "S3:getobject,    own/a/b,    true",
    "s3:DeleteObject, own/a,      true",
    "s3:DeleteObject, own/keep/a, false",
    "s3:GetObject,    other/a,    false",
    "s3:GetObject,    own2/a,     false",
    "s3:ListBucket,   own,        true",
    "s3:ListBucket,   own/,       false",
    "s3:CreateBucket, own,        false",
    "s3:GetObjectAcl, own/a,      false"
  })
  void shouldAllowWhatAStatementAllowsAndNoneDenies(
      String action, String resource, boolean allowed) {
    Access access = new Access(action, "arn:aws:s3:::" + resource, null);

    assertThat(Policy.allow(List.of(OWN_BUCKET), access)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"mine/, true", "mine/a, true", "mine, false", "'', false", "none, false"})
  void shouldHoldAListingToItsPrefix(String prefix, boolean allowed) {
    assertThat(Policy.allow(List.of(OWN_FOLDER), Access.toList("all", prefix))).isEqualTo(allowed);
  }

  @Test
  void shouldAllowNothingByItself() {
    assertThat(Policy.allow(List.of(), Access.toAll("s3:ListAllMyBuckets"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nonsense | Expected JSON
          {} | Expected a Statement
          {"Statement": {"Effect": "Maybe", "Action": "s3:*", "Resource": "*"}} | Allow or Deny
          {"Statement": {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}} | NotAction
          {"Statement": {"Effect": "Allow", "Action": "s3:*"}} | texts as Resource
          {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {}}}} | Bool
          """)
  void shouldRefuseWhatItWouldNotEnforce(String document, String message) {
    assertThatThrownBy(() -> Policy.parse(document))
        .isInstanceOf(IamException.class)
        .hasMessageContaining(message);
  }
}
