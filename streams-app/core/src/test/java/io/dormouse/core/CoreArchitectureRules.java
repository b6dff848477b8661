package io.dormouse.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** Sources of chance and side effects that decisions must not use. */
final class CoreArchitectureRules {

  private CoreArchitectureRules() {}

  /** A decision follows from its inputs and from nothing else. */
  static ArchRule decisionsReadNoClock() {
    return noClasses()
        .should()
        .accessTargetWhere(
            isCall(type(Instant.class), "now")
                .or(isCall(resideInAPackage("java.time.."), "now|system.*|tick.*"))
                .or(isCall(type(System.class), "currentTimeMillis|nanoTime")))
        .orShould()
        .dependOnClassesThat(isOneOf(Clock.class, InstantSource.class))
        .because("a decision's time is the time of the record or timer that asks");
  }

  static ArchRule decisionsThrowNoDice() {
    return noClasses()
        .should()
        .accessTargetWhere(
            isCall(type(Math.class), "random").or(isCall(type(UUID.class), "randomUUID")))
        .orShould()
        .dependOnClassesThat(
            isOneOf(Random.class)
                .or(resideInAPackage("java.util.random.."))
                .or(nameMatching("java\\.(util|security)\\..*Random")))
        .because("the same log must give the same decisions");
  }

  static ArchRule decisionsReadNoEnvironment() {
    return noClasses()
        .should()
        .accessTargetWhere(isCall(type(System.class), "getenv|getProperty|getProperties"))
        .because("settings come in with the context");
  }

  static ArchRule decisionsTouchNoWorld() {
    return noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "java.io..",
                "java.nio.file..",
                "java.nio.channels..",
                "java.net..",
                "java.util.concurrent.."))
        .because("whatever touches the world is a thin shell");
  }

  private static DescribedPredicate<JavaAccess<?>> isCall(
      DescribedPredicate<? super JavaClass> ownerOfIt, String names) {
    return JavaAccess.Predicates.target(owner(ownerOfIt))
        .and(JavaAccess.Predicates.target(nameMatching(names)));
  }

  private static DescribedPredicate<JavaClass> isOneOf(Class<?>... some) {
    return DescribedPredicate.describe(
        "are one of " + List.of(some), one -> Stream.of(some).anyMatch(one::isEquivalentTo));
  }
}
