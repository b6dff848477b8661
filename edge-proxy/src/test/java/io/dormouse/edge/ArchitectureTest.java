package io.dormouse.edge;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The rooms of the edge: each knows those behind it, and none of those before it. */
class ArchitectureTest {

  private static final ArchRule ONE_WAY =
      slices().matching("io.dormouse.edge.(*)..").should().beFreeOfCycles();

  @Test
  void shouldImportOneWay() {
    ONE_WAY.check(
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.dormouse.edge"));
  }
}
