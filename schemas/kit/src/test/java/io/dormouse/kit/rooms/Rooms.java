package io.dormouse.kit.rooms;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Rules for the packages of a program, for its architecture test. */
public final class Rooms {

  private static final int MOST_FILES = 15;

  private Rooms() {}

  /**
   * Checks that no package below the base has more than 15 files of main or of test.
   *
   * @param leastRooms how many packages there are at least: a rule that finds nothing is no rule
   */
  public static void assertSmall(String base, int leastRooms) {
    Map<String, Set<String>> files = new TreeMap<>();
    for (JavaClass one : new ClassFileImporter().importPackages(base)) {
      if (!one.getSimpleName().equals("package-info")) {
        files
            .computeIfAbsent(room(one), room -> new TreeSet<>())
            .add(one.getSource().flatMap(Source::getFileName).orElse(one.getName()));
      }
    }
    assertThat(files.keySet()).hasSizeGreaterThanOrEqualTo(leastRooms);
    assertThat(files)
        .allSatisfy(
            (room, inside) -> assertThat(inside).as(room).hasSizeLessThanOrEqualTo(MOST_FILES));
  }

  private static String room(JavaClass one) {
    boolean test =
        one.getSource()
            .map(Source::getUri)
            .map(URI::toString)
            .orElse("")
            .contains("/test-classes/");
    return one.getPackageName() + (test ? " (test)" : "");
  }

  /**
   * Checks that imports run one way: none of the rooms imports a later one or a class of the base
   * itself.
   *
   * @param base the package that the rooms are in
   * @param rooms their names in it, in their order
   */
  public static void assertOneWay(String base, String... rooms) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(base);
    for (int i = 0; i < rooms.length; i++) {
      String room = base + "." + rooms[i];
      assertThat(classes.containPackage(room)).as(room).isTrue();
      noClasses()
          .that()
          .resideInAPackage(room + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              Stream.concat(
                      Stream.of(base),
                      Stream.of(rooms).skip(i + 1L).map(r -> base + "." + r + ".."))
                  .toArray(String[]::new))
          .check(classes);
    }
  }
}
