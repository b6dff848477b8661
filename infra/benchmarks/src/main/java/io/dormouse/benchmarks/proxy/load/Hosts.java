package io.dormouse.benchmarks.proxy.load;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The hosts that are routed: 10,000 names that lead to 1,000 instances, each with connections of
 * its own. The instances share a few addresses, since the ports of one address would not suffice.
 *
 * @param port where all instances serve
 */
public record Hosts(int port) {

  public static final int INSTANCES = 1_000;
  static final int NAMES_OF_EACH = 10;
  public static final int ALL = INSTANCES * NAMES_OF_EACH;

  private static final int ADDRESSES = 8;

  /** All addresses that instances have. */
  public static List<String> addresses() {
    return IntStream.range(0, ADDRESSES).mapToObj(Hosts::address).toList();
  }

  /** The address of an instance. */
  public static String address(int instance) {
    return "127.0.0." + (1 + instance % ADDRESSES);
  }

  public static String instance(int number) {
    return "i" + number;
  }

  public static String name(int number) {
    return "tenant-" + number + ".example.org";
  }

  /** The instance that a name leads to. */
  public static int instanceOf(int name) {
    return name % INSTANCES;
  }

  /** The names that lead to an instance. */
  public static List<String> namesOf(int instance) {
    return IntStream.range(0, NAMES_OF_EACH).mapToObj(i -> name(instance + i * INSTANCES)).toList();
  }
}
