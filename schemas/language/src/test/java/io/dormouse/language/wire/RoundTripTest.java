package io.dormouse.language.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.dormouse.language.wire.SampleValues.Fill;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type of the language comes back from its bytes as it was, through every branch of every
 * sealed interface. Runs again with {@code -Dsamples.seed=}.
 */
class RoundTripTest {

  private static final long SEED = Long.getLong("samples.seed", System.nanoTime());
  private static final int MIXED_SAMPLES = 50;
  private static final Set<String> LANGUAGE =
      Set.of("activity", "blueprint", "domain", "host", "instance", "signup");

  static {
    System.out.println("samples.seed=" + SEED);
  }

  static Stream<Arguments> topicTypes() throws IllegalAccessException {
    return codecs().entrySet().stream()
        .map(entry ->
            Arguments.of(Named.of(entry.getKey().name(), entry.getKey()), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topicTypes")
  <T> void shouldReadWhatItWrote(Codec<T> codec, Class<T> type) {
    for (Branches branches : Branches.of(type)) {
      check(codec, type, new SampleValues(SEED, Fill.EMPTY, branches));
      check(codec, type, new SampleValues(SEED, Fill.FULL, branches));
      for (int i = 0; i < MIXED_SAMPLES; i++) {
        check(codec, type, new SampleValues(SEED + i, Fill.MIXED, branches));
      }
    }
  }

  private static <T> void check(Codec<T> codec, Class<T> type, SampleValues samples) {
    T value = samples.of(type);
    assertThat(codec.decode(codec.encode(value))).as("samples.seed=%d", SEED).isEqualTo(value);
  }

  @Test
  void shouldHaveACodecForEveryRecordAndSealedInterfaceOfTheLanguage()
      throws IllegalAccessException {
    Set<Class<?>> travel = new LinkedHashSet<>();
    codecs().values().forEach(type -> Branches.collect(type, travel));
    assertThat(language())
        .as("every record of the language is in a contract that Codecs has, or it cannot travel")
        .isNotEmpty()
        .allSatisfy(type -> assertThat(travel).contains(type));
  }

  @Test
  void shouldAgreeWithTheContractOnWhatMayBeNull() throws IllegalAccessException {
    Set<Class<?>> travel = new LinkedHashSet<>();
    codecs().values().forEach(type -> Branches.collect(type, travel));
    Map<String, Boolean> inContract =
        NullableFields.of(
            codecs().keySet().stream()
                .map(codec -> Contracts.newestReleased(codec.name()).orElseThrow()));
    Map<String, Boolean> inJava =
        travel.stream()
            .filter(Class::isRecord)
            .flatMap(type -> Stream.of(type.getRecordComponents()))
            .collect(Collectors.toMap(RoundTripTest::field, SampleValues::mayBeNull));
    // Records of one side only are left out: the contract has a record of one value as that value,
    // and may need a record around a union.
    inJava.keySet().retainAll(inContract.keySet());
    inContract.keySet().retainAll(inJava.keySet());
    assertThat(inJava).hasSizeGreaterThan(100).containsExactlyInAnyOrderEntriesOf(inContract);
  }

  private static String field(RecordComponent component) {
    return component.getDeclaringRecord().getSimpleName() + "." + component.getName();
  }

  @Test
  void shouldKnowEveryCodecByContractAndType() throws IllegalAccessException {
    Map<String, Class<?>> found =
        codecs().entrySet().stream()
            .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    assertThat(found)
        .as("the table in the test class Contracts, from which golden bytes are made")
        .containsExactlyInAnyOrderEntriesOf(Contracts.OF_TOPICS);
  }

  private static Map<Codec<?>, Class<?>> codecs() throws IllegalAccessException {
    Map<Codec<?>, Class<?>> codecs = new LinkedHashMap<>();
    for (Field field : Codecs.class.getFields()) {
      ParameterizedType type = (ParameterizedType) field.getGenericType();
      codecs.put((Codec<?>) field.get(null), (Class<?>) type.getActualTypeArguments()[0]);
    }
    return codecs;
  }

  private static Set<Class<?>> language() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.dormouse.language")
            .stream()
            .filter(type -> LANGUAGE.contains(type.getPackageName().replaceFirst(".*\\.", "")))
            .map(JavaClass::reflect)
            .filter(type -> type.isSealed() || type.isRecord())
            .collect(Collectors.toSet());
  }
}
