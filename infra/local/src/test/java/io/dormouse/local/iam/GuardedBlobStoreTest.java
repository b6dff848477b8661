package io.dormouse.local.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.junit.jupiter.api.Test;

class GuardedBlobStoreTest {

  /** Methods that describe the server's abilities, and nothing of its content. */
  private static final Set<String> HARMLESS =
      Set.of(
          "delegate",
          "close",
          "supportsVersioning",
          "supportsServerSideEncryption",
          "supportsBucketEncryption",
          "getMinimumMultipartPartSize");

  @Test
  void shouldGuardEveryOperationThatIsForwarded() {
    List<String> guarded = signatures(GuardedBlobStore.class).toList();

    assertThat(guarded).hasSizeGreaterThan(25);
    assertThat(signatures(ForwardingBlobStore.class)).isSubsetOf(guarded);
  }

  private static Stream<String> signatures(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
        .filter(method -> !HARMLESS.contains(method.getName()))
        .map(GuardedBlobStoreTest::signature);
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
