package io.dormouse.streams.api.access.rate;

import io.dormouse.streams.api.http.Principal;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Limits of requests per address, of refused ones per address, and of requests per principal. */
public final class RateLimits {

  private static final double MINUTE = 60;

  private final TokenBuckets principals;
  private final TokenBuckets addresses;
  private final TokenBuckets failures;

  public RateLimits(RateSettings settings, LongSupplier nanoTime) {
    this.principals = new TokenBuckets(settings.key(), 2.0 * settings.key(), nanoTime);
    this.addresses = new TokenBuckets(settings.address(), 2.0 * settings.address(), nanoTime);
    this.failures =
        new TokenBuckets(settings.failures() / MINUTE, 2.0 * settings.failures(), nanoTime);
  }

  /** Throws {@link Problem} if there were too many requests from the address. */
  public void enter(String address) {
    check(addresses.take(network(address)), "requests from this address");
  }

  /** Throws {@link Problem} if the principal sent too many requests. */
  public void enter(Principal principal) {
    check(principals.take(principal.id()), "requests with this key or token");
  }

  /** Waits until the principal may send one more. */
  public void await(Principal principal) throws InterruptedException {
    Duration wait = principals.reserve(principal.id());
    if (wait.isPositive()) {
      Thread.sleep(wait);
    }
  }

  /** Counts a refused key or token; throws {@link Problem} if there were too many. */
  public void failed(String address) {
    check(failures.take(network(address)), "wrong keys and tokens from this address");
  }

  /** Throws {@link Problem} if there were too many refused keys and tokens from the address. */
  public void checkFailures(String address) {
    check(failures.look(network(address)), "wrong keys and tokens from this address");
  }

  private static void check(Duration wait, String what) {
    if (wait.isPositive()) {
      throw new Problem(
              ProblemType.TOO_MANY_REQUESTS, "Expected fewer %s; try again later.".formatted(what))
          .retryAfter(wait.plusSeconds(1));
    }
  }

  /** Everybody with IPv6 has the 2^64 addresses of a network. */
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    StringBuilder network = new StringBuilder();
    String[] groups = address.split("%", 2)[0].split("::", 2)[0].split(":", -1);
    for (int i = 0; i < 4; i++) {
      network.append(i < groups.length && !groups[i].isEmpty() ? groups[i] : "0").append(':');
    }
    return network.toString();
  }
}
