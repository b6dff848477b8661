package io.dormouse.language;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Allowed dependencies of this module's packages. */
class LanguageArchitectureTest {

  private static final String ROOT = "io.dormouse.language";
  private static final String AVRO = "org.apache.avro";
  private static final Set<String> LANGUAGE =
      Set.of(
          "activity",
          "blueprint",
          "cause",
          "command",
          "domain",
          "host",
          "instance",
          "owner",
          "resources");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void shouldKeepAvroInsideWire() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".wire")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(AVRO + "..")
        .check(CLASSES);
  }

  @Test
  void shouldShowNoAvroToTheOutside() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".wire")
        .and()
        .arePublic()
        .should(showNoAvro())
        .check(CLASSES);
  }

  @Test
  void shouldKnowNothingOfThePrograms() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.dormouse..").and(resideOutsideOfPackage(ROOT + "..")))
        .check(CLASSES);
  }

  @Test
  void shouldLeaveTheLanguageFreeOfItsWireAndTopics() {
    noClasses()
        .that()
        .resideInAnyPackage(
            LANGUAGE.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            Stream.concat(
                    Stream.of("java..", "org.jspecify.annotations.."),
                    LANGUAGE.stream().map(name -> ROOT + "." + name + ".."))
                .toArray(String[]::new))
        .check(CLASSES);
  }

  /** The packages of the language count as one, since their records refer to each other. */
  @Test
  void shouldHaveNoCircleOfPackages() {
    slices().assignedFrom(languageAsOne()).should().beFreeOfCycles().check(CLASSES);
  }

  private static ArchCondition<JavaClass> showNoAvro() {
    return new ArchCondition<>("show no Avro type") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream<JavaType> supertypes =
            Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        report(type, "supertypes of " + type.getName(), supertypes, events);
        type.getMembers().stream()
            .filter(member -> !member.getModifiers().contains(JavaModifier.PRIVATE))
            .forEach(member -> report(type, member.getFullName(), types(member), events));
      }
    };
  }

  private static Stream<JavaType> types(JavaMember member) {
    return member instanceof JavaCodeUnit code
        ? Stream.concat(Stream.of(code.getReturnType()), code.getParameterTypes().stream())
        : Stream.of(((JavaField) member).getType());
  }

  private static void report(
      JavaClass type, String where, Stream<JavaType> shown, ConditionEvents events) {
    shown
        .flatMap(one -> one.getAllInvolvedRawTypes().stream())
        .filter(one -> one.getName().startsWith(AVRO))
        .forEach(one ->
            events.add(SimpleConditionEvent.violated(type, where + " shows " + one.getName())));
  }

  private static SliceAssignment languageAsOne() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName().replaceFirst(".*\\.", "");
        return SliceIdentifier.of(LANGUAGE.contains(name) ? "language" : name);
      }

      @Override
      public String getDescription() {
        return "packages, the language as one";
      }
    };
  }
}
