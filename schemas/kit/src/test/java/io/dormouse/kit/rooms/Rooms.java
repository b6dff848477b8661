package io.dormouse.kit.rooms;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;

/** The direction of imports between the packages of a program, for its architecture test. */
public final class Rooms {

  private Rooms() {}

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
