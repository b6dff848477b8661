package io.dormouse.language.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.wire.SampleValues.Fill;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bytes of older versions of a contract are read as values of its newest version. */
class EvolutionTest {

  enum Mood {
    CALM,
    CROSS
  }

  sealed interface Deed {
    record Slept(Duration time) implements Deed {}

    record Ate(String what) implements Deed {}
  }

  record Mouse(
      InstanceId id, @Nullable String nick, List<String> friends, Mood mood, int age, Deed deed) {}

  private static final String SLEPT =
      "{'type':'record','name':'Slept','fields':[{'name':'time','type':'long'}]}";
  private static final String ATE =
      "{'type':'record','name':'Ate','fields':[{'name':'what','type':'string'}]}";
  private static final String OLDEST_FIELDS =
      """
      {'name':'id','type':'string'},
      {'name':'friends','type':{'type':'array','items':'string'}},
      {'name':'mood','type':{'type':'enum','name':'Mood','symbols':['CALM']}},
      {'name':'age','type':'int'},
      {'name':'deed','type':[%s]}\
      """
          .formatted(SLEPT);

  private static final Schema OLDEST = mouse(OLDEST_FIELDS);
  private static final Schema WITH_SHOES =
      mouse(OLDEST_FIELDS + ",{'name':'shoeSize','type':['null','int'],'default':null}");
  private static final Schema NEWEST =
      mouse(
          """
          {'name':'id','type':'string'},
          {'name':'nick','type':['null','string'],'default':null},
          {'name':'friends','type':{'type':'array','items':'string'}},
          {'name':'mood','type':{'type':'enum','name':'Mood','symbols':['CALM','CROSS']}},
          {'name':'age','type':'int'},
          {'name':'deed','type':[%s,%s]}\
          """
              .formatted(SLEPT, ATE));

  private static final AvroCodec<Mouse> CODEC =
      new AvroCodec<>(
          new SchemaCatalog(new TreeMap<>(Map.of(1, OLDEST, 2, WITH_SHOES, 7, NEWEST))),
          "Mouse",
          Mouse.class);

  private static Schema mouse(String fields) {
    String json =
        "{'type':'record','name':'Mouse','namespace':'io.dormouse','fields':[%s]}"
            .formatted(fields);
    return new Schema.Parser().parse(json.replace('\'', '"'));
  }

  private static GenericRecordBuilder oldMouse(Schema schema) {
    Schema slept = schema.getField("deed").schema().getTypes().getFirst();
    Schema mood = schema.getField("mood").schema();
    return new GenericRecordBuilder(schema)
        .set("id", "hazel")
        .set("friends", List.of("alice", "hatter"))
        .set("mood", new GenericData.EnumSymbol(mood, "CALM"))
        .set("age", 3)
        .set("deed", new GenericRecordBuilder(slept).set("time", 5_000_000L).build());
  }

  private static final Mouse READ =
      new Mouse(
          new InstanceId("hazel"),
          null,
          List.of("alice", "hatter"),
          Mood.CALM,
          3,
          new Deed.Slept(Duration.ofSeconds(5)));

  @Test
  void shouldReadAVersionWithAFieldABranchAndAConstantLess() {
    byte[] old = Samples.Frames.write(1, OLDEST, oldMouse(OLDEST).build());
    assertThat(CODEC.decode(old)).isEqualTo(READ);
  }

  @Test
  void shouldReadAVersionWithAFieldThatIsGone() {
    byte[] old =
        Samples.Frames.write(2, WITH_SHOES, oldMouse(WITH_SHOES).set("shoeSize", 4).build());
    assertThat(CODEC.decode(old)).isEqualTo(READ);
  }

  @Test
  void shouldWriteTheNewestVersion() {
    Mouse mouse =
        new Mouse(new InstanceId("hazel"), "h", List.of(), Mood.CROSS, 4, new Deed.Ate("tea"));
    byte[] bytes = CODEC.encode(mouse);
    assertThat(bytes).startsWith(0, 0, 0, 0, 7);
    assertThat(CODEC.decode(bytes)).isEqualTo(mouse);
  }

  @Test
  void shouldRefuseAnOldValueThatIsNotValidAnyMore() {
    byte[] old = Samples.Frames.write(1, OLDEST, oldMouse(OLDEST).set("id", "Not An Id").build());
    assertThatThrownBy(() -> CODEC.decode(old))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining(
            "Mouse: expected a value of schema id 1, but got Expected an instance id");
  }

  @Test
  void shouldReadARealContractFromBeforeItsLastField() {
    Schema newest = Contracts.newestReleased("SignUp").orElseThrow();
    Schema older =
        Schema.createRecord(
            newest.getName(),
            newest.getDoc(),
            newest.getNamespace(),
            false,
            newest.getFields().stream()
                .filter(field -> !field.name().equals("plan"))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
    Codec<SignUp> today =
        new AvroCodec<>(
            new SchemaCatalog(new TreeMap<>(Map.of(1, older, 2, newest))), "SignUp", SignUp.class);
    SignUp signUp =
        new SampleValues(1, Fill.EMPTY, Branches.of(SignUp.class).getFirst()).of(SignUp.class);
    byte[] bytes = today.encode(signUp);
    // The last field is absent: one byte that the older version did not write.
    byte[] old = Arrays.copyOf(bytes, bytes.length - 1);
    old[4] = 1;
    assertThat(today.decode(old)).isEqualTo(signUp);
  }

  @Test
  void shouldNotMakeACodecOfATypeThatDiffersFromItsContract() {
    assertThatThrownBy(() -> Codecs.of("Rejection", InstanceId.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("to have the contract's fields [command, actor,");
    assertThatThrownBy(() -> Codecs.of("Nobody", InstanceId.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Expected a released schema named 'Nobody'");
  }
}
