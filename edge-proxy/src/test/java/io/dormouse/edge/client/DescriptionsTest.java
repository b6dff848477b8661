package io.dormouse.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionsTest {

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/documents, /documents",
    "/documents/4711, /documents/*",
    "/d/0b9f3a52-52a1-4c3f-8f4e-0c1d2e3f4a5b/edit, /d/*/edit",
    "//a///b/, /a/b",
    "/user/jane@example.org, /user/*",
    "/a-very-long-name-of-something, /*",
    "/a/b/c/d/e/f/g, /a/b/c/d/e/**",
    "/%2e%2e/x, /*/x"
  })
  void shouldTakeOutOfThePathWhatVaries(String path, String expected) {
    assertThat(Descriptions.pathClass(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0', firefox",
    "'Mozilla/5.0 AppleWebKit/537.36 Chrome/140.0 Safari/537.36', chrome",
    "'Mozilla/5.0 AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', edge",
    "curl/8.5.0, curl",
    "Java-http-client/25, java",
    "Something/1, other",
    "'', none"
  })
  void shouldNameTheFamilyOfTheUserAgent(String agent, String expected) {
    assertThat(Descriptions.family(agent)).isEqualTo(expected);
  }

  @Test
  void shouldHashTheClientWithItsSalt() {
    String one = hash(new Descriptions("salt"), "10.0.0.1");

    assertThat(one).matches("[0-9a-f]{16}").isEqualTo(hash(new Descriptions("salt"), "10.0.0.1"));
    assertThat(one).isNotEqualTo(hash(new Descriptions("salt"), "10.0.0.2"));
    assertThat(one).isNotEqualTo(hash(new Descriptions("other"), "10.0.0.1"));
    assertThat(hash(new Descriptions(""), "10.0.0.1"))
        .isNotEqualTo(hash(new Descriptions(""), "10.0.0.1"));
  }

  private static String hash(Descriptions requests, String address) {
    return requests.describe("GET", "/", null, address).clientHash();
  }
}
