package io.dormouse.core.owner;

import static io.dormouse.core.owner.OwnerGiven.closed;
import static io.dormouse.core.owner.OwnerGiven.opened;
import static io.dormouse.core.owner.OwnerGiven.received;
import static io.dormouse.core.owner.OwnerGiven.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.owner.OwnerEffect.Ask;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.owner.OwnerNews;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** News in any order, late, doubled and made up; the invariants are checked after each. */
class OwnerWalkTest {

  private static final int STEPS = 3_000;
  private static final int QUOTA = 3;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldNeverGiveMoreThanTheQuotaNorCountBelowZero(long seed) {
    Random random = new Random(seed);
    OwnerGiven owner = new OwnerGiven(QUOTA);
    List<OwnerNews> said = new ArrayList<>(List.of(received("s0", "i0")));
    Set<CommandId> asked = new HashSet<>();

    for (int step = 0; step < STEPS; step++) {
      OwnerNews news = next(random, owner, said);
      said.add(news);
      int openBefore = owner.account().open();
      OwnerDecider.OwnerDecision outcome = owner.hear(news);
      check(owner, openBefore, outcome, asked, "seed %d, step %d: %s".formatted(seed, step, news));
    }
    assertThat(asked).as("sign-ups that passed, seed %d", seed).hasSizeGreaterThan(100);
  }

  private static OwnerNews next(Random random, OwnerGiven owner, List<OwnerNews> said) {
    String instance = "i" + random.nextInt(8);
    String id = "s" + random.nextInt(2_000);
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> received(id, instance);
      case 3 -> closed(instance);
      case 4 -> random.nextInt(10) == 0 ? opened(instance, "api-" + id) : closed(instance);
      case 5 -> said.get(random.nextInt(said.size()));
      default ->
          owner.account().reserved().stream()
              .skip(random.nextInt(QUOTA))
              .findFirst()
              .map(one ->
                  random.nextBoolean()
                      ? opened(one.wanted().value(), one.id().value())
                      : refused(one.id().value(), one.wanted().value()))
              .orElseGet(() -> refused(id, instance));
    };
  }

  private static void check(
      OwnerGiven owner,
      int openBefore,
      OwnerDecider.OwnerDecision outcome,
      Set<CommandId> asked,
      String where) {
    OwnerAccount account = owner.account();
    assertThat(account.open()).as(where).isNotNegative().isEqualTo(owner.instances().size());
    assertThat(account.reserved().stream().map(one -> one.id()).toList())
        .as(where)
        .doesNotHaveDuplicates()
        .noneMatch(account.settled()::contains);
    outcome.effects().stream()
        .filter(Ask.class::isInstance)
        .map(Ask.class::cast)
        .forEach(ask -> {
          assertThat(account.used()).as(where).isLessThanOrEqualTo(QUOTA);
          asked.add(ask.command().id());
        });
    assertThat(account.open() - openBefore).as(where).isBetween(-1, 1);
  }
}
