package io.dormouse.language.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.MalformedRecordException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainTest {

  private static final String NAME = Chain.nameOf(Topic.INSTANCE_EVENTS, 2);
  private static final byte[] KEY = "acme".getBytes(UTF_8);
  private static final byte[] VALUE = {0, 1, 2};

  /** Computed by another program. A change of these hashes makes every older log look broken. */
  @Test
  void shouldStayReadableForEver() {
    Chain chain = Chain.begin(NAME);
    assertThat(chain.isEmpty()).isTrue();

    chain.add(KEY, VALUE);
    assertThat(chain.last())
        .isEqualTo(
            new ChainLink(0, "3302769210c6f385b24d64d1f7dee9f792b6c52d55e75c5480dbdcdff847bc60"));

    chain.add(KEY, null);
    assertThat(chain.last())
        .isEqualTo(
            new ChainLink(1, "90bf1cf1784143d73f4c95f2e82117258bd6c8631d01bcd418b2cae93c19d940"));
    assertThat(chain.next()).isEqualTo(2);
  }

  @Test
  void shouldGoOnAfterALinkAsIfItHadNeverStopped() {
    Chain whole = Chain.begin(NAME);
    whole.add(KEY, VALUE);
    Chain resumed = Chain.after(ChainLink.read(whole.lastBytes()));
    assertThat(resumed.isEmpty()).isFalse();

    whole.add(VALUE, KEY);
    resumed.add(VALUE, KEY);

    assertThat(resumed.last()).isEqualTo(whole.last());
    assertThat(resumed.endsWith(whole.lastBytes())).isTrue();
  }

  @Test
  void shouldTellChainsKeysAndValuesApart() {
    assertThat(hash(NAME, "ab", "c"))
        .isNotEqualTo(hash(NAME, "a", "bc"))
        .isNotEqualTo(hash(NAME, "ab", "d"))
        .isNotEqualTo(hash(Chain.nameOf(Topic.INSTANCE_EVENTS, 3), "ab", "c"))
        .isNotEqualTo(hash(Chain.nameOf(Topic.HOST_EVENTS, 2), "ab", "c"));
  }

  @Test
  void shouldKnowItsLastLinkFromEveryOther() {
    Chain chain = Chain.begin(NAME);
    chain.add(KEY, VALUE);
    byte[] link = chain.lastBytes();
    assertThat(chain.endsWith(link)).isTrue();

    for (int i = 0; i < link.length; i++) {
      byte[] changed = link.clone();
      changed[i] ^= 1;
      assertThat(chain.endsWith(changed)).as("with another byte at %d", i).isFalse();
    }
    assertThat(chain.endsWith(new byte[0])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40, 42})
  void shouldRefuseBytesThatAreNoLink(int length) {
    assertThatThrownBy(() -> ChainLink.read(new byte[length]))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageStartingWith("Expected a link of version 1 and 41 bytes");
  }

  @Test
  void shouldRefuseALinkOfAnotherVersionAndANegativeNumber() {
    Chain chain = Chain.begin(NAME);
    chain.add(KEY, VALUE);
    byte[] later = chain.lastBytes();
    later[0] = 2;
    byte[] negative = chain.lastBytes();
    negative[1] = -1;

    assertThatThrownBy(() -> ChainLink.read(later)).hasMessageEndingWith("of version 2.");
    assertThatThrownBy(() -> ChainLink.read(negative)).isInstanceOf(MalformedRecordException.class);
    assertThatThrownBy(() -> new ChainLink(0, "no hash"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String hash(String name, String key, String value) {
    Chain chain = Chain.begin(name);
    chain.add(key.getBytes(UTF_8), value.getBytes(UTF_8));
    return chain.last().hash();
  }
}
