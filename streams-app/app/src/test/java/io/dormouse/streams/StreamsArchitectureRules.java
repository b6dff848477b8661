package io.dormouse.streams;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.lang.ArchRule;

/** Borders inside the streams app. */
final class StreamsArchitectureRules {

  private StreamsArchitectureRules() {}

  static ArchRule instancesKnowOnlyThemselves() {
    return noClasses()
        .that()
        .resideInAPackage("..streams.instance..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "..streams.api..",
                "..streams.placement..",
                "..streams.domain..",
                "..streams.blueprint..",
                "..streams.owner.."))
        .because("the parts of the brain meet in topics only");
  }

  static ArchRule schedulerAndRegisterKnowOnlyThemselves() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            "..streams.placement..",
            "..streams.domain..",
            "..streams.blueprint..",
            "..streams.owner..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("..streams.api..", "..streams.instance.."))
        .because("the parts of the brain meet in topics only");
  }

  static ArchRule nobodyKnowsTheWireFormat() {
    return classes()
        .should()
        .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("org.apache.avro..")))
        .because("Avro stays inside the language");
  }
}
