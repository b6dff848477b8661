package io.dormouse.streams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Borders of the streams app: each is checked to hold, and to fail on a class that crosses it. */
class StreamsArchitectureTest {

  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dormouse.streams");

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages("io.dormouse.streams");

  static Stream<Arguments> borders() {
    return Stream.of(
        Arguments.of(
            StreamsArchitectureRules.instancesKnowOnlyThemselves(), "streams.instance.WalkWorld"),
        Arguments.of(
            StreamsArchitectureRules.schedulerAndRegisterKnowOnlyThemselves(),
            "streams.placement.CuriousScheduler"),
        Arguments.of(
            StreamsArchitectureRules.nobodyKnowsTheWireFormat(),
            "streams.StreamsOffenders$OnTheWire"));
  }

  /** The offending class is among the test classes. */
  @ParameterizedTest
  @MethodSource("borders")
  void shouldKeepTheBordersAndSeeWhoCrossesThem(ArchRule rule, String offender) {
    rule.check(PROGRAM);
    assertThatThrownBy(() -> rule.check(TESTS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(offender);
  }

  @Test
  void shouldHaveNoCircleOfPackages() {
    slices().matching("io.dormouse.streams.(**)").should().beFreeOfCycles().check(PROGRAM);
  }

  @Test
  void shouldNotTrustARuleThatSpeaksOfNobody() {
    ArchRule ofNobody = noClasses().that().haveSimpleName("Nobody").should().bePublic();

    assertThatThrownBy(() -> ofNobody.check(PROGRAM))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed to check any classes");
  }
}
