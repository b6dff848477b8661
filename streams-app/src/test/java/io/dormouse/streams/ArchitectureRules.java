package io.dormouse.streams;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may use what. */
final class ArchitectureRules {

  private static final Pattern PURE =
      Pattern.compile(
          "io\\.dormouse\\.streams\\.(instance|placement|domain|signup|Offenders\\$).*"
              + "(Decider|Planner|Policy|State|Evolution|Reactor|Views|Turn|Ledger|Facts|Decision"
              + "|DecisionContext|Effect|OwnerAccount|HostEntry|WaitingReplica)(\\$.*)?");

  private ArchitectureRules() {}

  /** A decision follows from its inputs and from nothing else. */
  static ArchRule decisionsReadNoClock() {
    return noClasses()
        .that(arePure())
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
        .that(arePure())
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
        .that(arePure())
        .should()
        .accessTargetWhere(isCall(type(System.class), "getenv|getProperty|getProperties"))
        .because("settings come in with the context");
  }

  static ArchRule decisionsTouchNoWorld() {
    return noClasses()
        .that(arePure())
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.apache.kafka.streams..",
                "org.apache.kafka.clients..",
                "java.io..",
                "java.nio.file..",
                "java.nio.channels..",
                "java.net..",
                "io.vertx..",
                "org.slf4j.."))
        .because("whatever touches the world is a thin shell");
  }

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
                "..streams.signup.."))
        .because("the parts of the brain meet in topics only");
  }

  static ArchRule schedulerAndRegisterKnowOnlyThemselves() {
    return noClasses()
        .that()
        .resideInAnyPackage("..streams.placement..", "..streams.domain..", "..streams.signup..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("..streams.api..", "..streams.instance.."))
        .because("the parts of the brain meet in topics only");
  }

  static ArchRule nobodyKnowsTheWireFormat() {
    return classes()
        .should()
        .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("org.apache.avro..")))
        .because("Avro stays inside the schemas module");
  }

  /** What decides, plans or holds state, by its name; shells are not. */
  static DescribedPredicate<JavaClass> arePure() {
    return DescribedPredicate.describe(
        "decide, plan or hold state", one -> PURE.matcher(one.getName()).matches());
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
