package io.dormouse.benchmarks.proxy.load;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;

/** The bytes of a scenario's requests, ready to be sent, in an order that is the same each time. */
public final class Requests {

  private static final int SEED = 4;
  private static final int ORDER = 1 << 16;

  private final Scenario scenario;
  private final byte[][] kept;
  private final byte[][] fresh;
  private final int[] order;

  public Requests(Scenario scenario) {
    this.scenario = scenario;
    int hosts = scenario.allHosts() ? Hosts.ALL : 1;
    this.kept = bytes(hosts, "");
    this.fresh = bytes(hosts, "Connection: close\r\n");
    this.order = new Random(SEED).ints(ORDER, 0, hosts).toArray();
  }

  boolean isFresh(int number) {
    return scenario.isFresh(number);
  }

  byte[] bytes(int number) {
    int host = order[number % ORDER];
    return isFresh(number) ? fresh[host] : kept[host];
  }

  private byte[][] bytes(int hosts, String more) {
    return IntStream.range(0, hosts)
        .mapToObj(host -> text(host, more).getBytes(StandardCharsets.US_ASCII))
        .toArray(byte[][]::new);
  }

  private String text(int host, String more) {
    return """
    GET %s HTTP/1.1\r
    Host: %s\r
    User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
    Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
    Accept-Language: en-GB,en;q=0.5\r
    Accept-Encoding: gzip, deflate, br\r
    Cookie: session=2f1c8a5e7d904b63a1e0c4d5f6b7a898\r
    %s\r
    """
        .formatted(scenario.path(), Hosts.name(host), more);
  }
}
