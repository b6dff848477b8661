package io.dormouse.edge.client;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawClient;
import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header of the PROXY protocol before the first request of a connection, in bytes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyProtocolTest {

  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
  private static final byte LOCAL = 0x20;
  private static final byte PROXY = 0x21;
  private static final byte TCP4 = 0x11;
  private static final byte TCP6 = 0x21;
  private static final byte UNIX = 0x31;

  private final EdgeUnderTest edge =
      new EdgeUnderTest(
          "--proxy.protocol=true", "--trusted.proxies=127.0.0.0/8", "--head.timeout=500ms");

  ProxyProtocolTest() {
    edge.plane()
        .runs(
            "acme",
            edge.backend(request ->
                request
                    .response()
                    .end(
                        request.getHeader("X-Forwarded-For")
                            + " "
                            + request.getHeader("X-Forwarded-Port"))));
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.1 198.51.100.9 4711 443, 192.0.2.1 443",
    "PROXY TCP6 2001:db8::1 2001:db8::2 4711 8443, 2001:db8::1 8443"
  })
  void shouldTakeVersion1(String line, String expected) throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(line + "\r\n" + request("GET /", "acme"));
      assertThat(client.answer().text()).isEqualTo(expected);
      assertThat(client.send(request("GET /", "acme")).answer().text()).isEqualTo(expected);
    }
  }

  @Test
  void shouldCapTheConnectionsOfEachClientNotOfTheProxy() throws Exception {
    try (EdgeUnderTest capped =
            new EdgeUnderTest("--proxy.protocol=true", "--connections.per.address=1");
        RawClient one = capped.connect();
        RawClient another = capped.connect();
        RawClient oneAgain = capped.connect()) {
      String ask = request("GET /", "nobody");
      one.send("PROXY TCP4 192.0.2.1 198.51.100.9 4711 443\r\n" + ask);
      assertThat(one.answer().status()).isEqualTo(404);
      another.send("PROXY TCP4 192.0.2.2 198.51.100.9 4711 443\r\n" + ask);
      assertThat(another.answer().status()).isEqualTo(404);

      oneAgain.send("PROXY TCP4 192.0.2.1 198.51.100.9 4712 443\r\n" + ask);

      assertThat(oneAgain.isClosed()).isTrue();
    }
  }

  @Test
  void shouldTakeVersion2() throws Exception {
    assertThat(answer(version2(PROXY, TCP4, addresses("192.0.2.1", "198.51.100.9"))))
        .isEqualTo("192.0.2.1 443");
    assertThat(answer(version2(PROXY, TCP6, addresses("2001:db8::1", "2001:db8::2"))))
        .isEqualTo("2001:db8::1 443");
  }

  @Test
  void shouldTakeAConnectionOfTheProxyItselfForWhatItIs() throws Exception {
    String own = "127.0.0.1 " + edge.port();

    assertThat(answer(version2(LOCAL, (byte) 0, new byte[0]))).isEqualTo(own);
    assertThat(answer(version2(PROXY, UNIX, new byte[216]))).isEqualTo(own);
    try (RawClient client = edge.connect()) {
      client.send("PROXY UNKNOWN\r\n" + request("GET /", "acme"));
      assertThat(client.answer().text()).isEqualTo(own);
    }
  }

  @Test
  void shouldTakeAHeaderThatComesInPieces() throws Exception {
    try (RawClient client = edge.connect()) {
      for (byte b : version2(PROXY, TCP4, addresses("192.0.2.1", "198.51.100.9"))) {
        client.send(new byte[] {b});
      }
      assertThat(client.send(request("GET /", "acme")).answer().text()).isEqualTo("192.0.2.1 443");
    }
  }

  @Test
  void shouldBelieveAProxyBehindTheProxy() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(
          "PROXY TCP4 127.9.9.9 198.51.100.9 4711 443\r\n"
              + request("GET /", "acme", "X-Forwarded-For: 192.0.2.7"));
      assertThat(client.answer().text()).isEqualTo("192.0.2.7 443");
      client.send(request("GET /", "acme", "X-Forwarded-For: 192.0.2.8"));
      assertThat(client.answer().text()).isEqualTo("192.0.2.8 443");
    }
    try (RawClient client = edge.connect()) {
      client.send(
          "PROXY TCP4 192.0.2.1 198.51.100.9 4711 443\r\n"
              + request("GET /", "acme", "X-Forwarded-For: 192.0.2.7"));
      assertThat(client.answer().text()).isEqualTo("192.0.2.1 443");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PROXY TCP4 192.0.2.1 198.51.100.9 4711\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.9 4711 443\n",
        "PROXY TCP4 acme.example.org 198.51.100.9 4711 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.9 4711 99999\r\n",
        "PROXY TCP4 2001:db8::1 2001:db8::2 4711 443\r\n",
        "PROXY UDP4 192.0.2.1 198.51.100.9 4711 443\r\n",
        "proxy TCP4 192.0.2.1 198.51.100.9 4711 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.9 4711 443",
        "\r\n\r\n\0\r\nQUIT\nxxxx"
      })
  void shouldCloseAConnectionWithoutASoundHeader(String before) throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(before + request("GET /", "acme"));

      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PROX", "PROXY TCP4 192.0.2.1 198.51.100.9 4711 443"})
  void shouldNotWaitForAHeaderForLong(String begun) throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(begun);

      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void shouldTakeNoHeaderFromOthersThanTrustedProxies() throws Exception {
    try (EdgeUnderTest strict =
            new EdgeUnderTest("--proxy.protocol=true", "--trusted.proxies=10.0.0.0/8");
        RawClient client = strict.connect()) {
      client.send("PROXY TCP4 10.0.0.1 198.51.100.9 4711 443\r\n" + request("GET /", "acme"));

      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void shouldTakeItFromAnybodyIfNoneAreNamed() throws Exception {
    try (EdgeUnderTest open = new EdgeUnderTest("--proxy.protocol=true");
        RawClient client = open.connect()) {
      client.send("PROXY TCP4 192.0.2.1 198.51.100.9 4711 443\r\n" + request("GET /", "nobody"));

      assertThat(client.answer().status()).isEqualTo(404);
    }
  }

  private String answer(byte[] header) throws Exception {
    try (RawClient client = edge.connect()) {
      return client.send(header).send(request("GET /", "acme")).answer().text();
    }
  }

  private static byte[] version2(byte command, byte family, byte[] addresses) {
    return ByteBuffer.allocate(SIGNATURE.length + 4 + addresses.length)
        .put(SIGNATURE)
        .put(command)
        .put(family)
        .putShort((short) addresses.length)
        .put(addresses)
        .array();
  }

  private static byte[] addresses(String from, String to) {
    byte[] source = NetUtil.createByteArrayFromIpAddressString(from);
    return ByteBuffer.allocate(2 * source.length + 4)
        .put(source)
        .put(NetUtil.createByteArrayFromIpAddressString(to))
        .putShort((short) 4711)
        .putShort((short) 443)
        .array();
  }
}
