package io.dormouse.edge.client;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Blocks of addresses. */
public record Networks(List<IpSubnetFilterRule> blocks) {

  private static final Pattern BLOCK = Pattern.compile("([^/]+)(?:/(\\d{1,3}))?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f.:]+");
  private static final Pattern LEADING_ZERO = Pattern.compile("(?:^|[.:])0\\d+(?:\\.|$)");

  public Networks {
    blocks = List.copyOf(blocks);
  }

  /**
   * Reads blocks like {@code 10.0.0.0/8} or single addresses, separated by commas; none if empty.
   *
   * @throws IllegalArgumentException if it is anything else; the message is fit for a user
   */
  public Networks(String text) {
    this(
        Stream.of(text.split(",", -1))
            .map(String::trim)
            .filter(block -> !text.isBlank())
            .map(Networks::block)
            .toList());
  }

  public boolean isEmpty() {
    return blocks.isEmpty();
  }

  public boolean contains(InetAddress address) {
    if (blocks.isEmpty()) {
      return false;
    }
    InetSocketAddress socket = new InetSocketAddress(address, 0);
    return blocks.stream().anyMatch(block -> block.matches(socket));
  }

  /** Reads an address in its usual form; null if the text is none, or is ambiguous. */
  static @Nullable InetAddress address(String text) {
    boolean octal = text.indexOf('.') >= 0 && LEADING_ZERO.matcher(text).find();
    return octal || !ADDRESS.matcher(text).matches()
        ? null
        : NetUtil.createInetAddressFromIpAddressString(text);
  }

  private static IpSubnetFilterRule block(String text) {
    Matcher matcher = BLOCK.matcher(text);
    InetAddress base = matcher.matches() ? address(matcher.group(1)) : null;
    if (base != null) {
      int most = base.getAddress().length * Byte.SIZE;
      int bits = matcher.group(2) == null ? most : Integer.parseInt(matcher.group(2));
      if (bits <= most) {
        return new IpSubnetFilterRule(base, bits, IpFilterRuleType.ACCEPT);
      }
    }
    throw new IllegalArgumentException(
        "Expected blocks of addresses like '10.0.0.0/8, 2001:db8::/32', but got '%s'."
            .formatted(text));
  }
}
