package io.dormouse.language.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dormouse.language.wire.Samples.Frames;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.generic.GenericData.EnumSymbol;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

/** An older program reads bytes of newer schemas, as far as it knows what they say. */
class AnnouncedSchemasTest {

  enum Mood {
    CALM,
    CROSS
  }

  sealed interface Deed {
    record Slept(int hours) implements Deed {}

    record Ate(String what) implements Deed {}
  }

  record Mouse(String name, Mood mood, Deed deed) {}

  private static final String SLEPT =
      "{'type':'record','name':'Slept','fields':[{'name':'hours','type':'int'}]}";
  private static final String ATE =
      "{'type':'record','name':'Ate','fields':[{'name':'what','type':'string'}]}";
  private static final String SANG =
      "{'type':'record','name':'Sang','fields':[{'name':'song','type':'string'}]}";
  private static final Schema OWN = mouse("'CALM','CROSS'", SLEPT + "," + ATE, "");
  private static final Schema NEWER =
      mouse(
          "'SLY','CALM','CROSS'",
          SANG + "," + ATE + "," + SLEPT,
          ",{'name':'cheeses','type':{'type':'array','items':'string'}}");
  private static final Schema ONE_FIELD_MORE =
      mouse("'CALM','CROSS'", SLEPT + "," + ATE, ",{'name':'age','type':'long'}");

  private static final AvroCodec<Mouse> WITHOUT =
      new AvroCodec<>(new SchemaCatalog(new TreeMap<>(Map.of(1, OWN))), "Mouse", Mouse.class);

  private static Schema mouse(String moods, String deeds, String more) {
    return schema(
        """
        {'type':'record','name':'Mouse','namespace':'io.dormouse','fields':[
        {'name':'name','type':'string'},
        {'name':'mood','type':{'type':'enum','name':'Mood','symbols':[%s]}},
        {'name':'deed','type':[%s]}%s]}
        """
            .formatted(moods, deeds, more));
  }

  private static Schema schema(String json) {
    return new Schema.Parser().parse(json.replace('\'', '"'));
  }

  private static AnnouncedSchemas announced(Map<Integer, String> texts) {
    return new AnnouncedSchemas() {
      @Override
      public Optional<String> await(int id) {
        return Optional.ofNullable(texts.get(id));
      }

      @Override
      public Map<Integer, String> all() {
        return texts;
      }
    };
  }

  private static final Codec<Mouse> CODEC =
      WITHOUT.reading(announced(Map.of(1, OWN.toString(), 7, NEWER.toString())));

  private static byte[] newer(String mood, int branch, String field, Object value) {
    Schema deed = NEWER.getField("deed").schema().getTypes().get(branch);
    GenericRecord record =
        new GenericRecordBuilder(NEWER)
            .set("name", "hazel")
            .set("mood", new EnumSymbol(NEWER.getField("mood").schema(), mood))
            .set("deed", new GenericRecordBuilder(deed).set(field, value).build())
            .set("cheeses", List.of("brie", "stilton"))
            .build();
    return Frames.write(7, NEWER, record);
  }

  @Test
  void shouldReadTheFieldsItKnows() {
    assertThat(CODEC.decode(newer("CROSS", 2, "hours", 3)))
        .isEqualTo(new Mouse("hazel", Mood.CROSS, new Deed.Slept(3)));
  }

  @Test
  void shouldSayThatACaseIsNewer() {
    assertThatThrownBy(() -> CODEC.decode(newer("CALM", 0, "song", "la")))
        .isInstanceOf(NewerSchemaException.class)
        .hasMessageStartingWith(
            "Mouse: expected a value that this version knows, but got one of schema id 7 that only newer versions read (")
        .hasMessageContaining("io.dormouse.Sang");
  }

  @Test
  void shouldSayThatAConstantIsNewer() {
    assertThatThrownBy(() -> CODEC.decode(newer("SLY", 1, "what", "tea")))
        .isInstanceOf(NewerSchemaException.class)
        .hasMessageContaining("SLY");
  }

  @Test
  void shouldRefuseAnIdThatNobodyAnnounced() {
    byte[] bytes = newer("CALM", 1, "what", "tea");
    bytes[4] = 8;
    assertThatThrownBy(() -> CODEC.decode(bytes))
        .isInstanceOf(NewerSchemaException.class)
        .hasMessage("Mouse: expected a known schema id, but got id 8, which nobody announced.");
  }

  @Test
  void shouldRefuseAnAnnouncedTextThatIsNoSchemaOrOneOfAnotherContract() {
    byte[] bytes = newer("CALM", 1, "what", "tea");
    assertThatThrownBy(() -> WITHOUT.reading(announced(Map.of(7, "{"))).decode(bytes))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageStartingWith("Mouse: expected a schema announced under id 7, but got ");
    assertThatThrownBy(
            () -> WITHOUT.reading(announced(Map.of(7, schema(SANG).toString()))).decode(bytes))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessage("Mouse: expected this schema, but got the schema Sang.");
  }

  @Test
  void shouldRefuseARecordThatIsCutAnywhereOrClaimsMoreThanItHas() {
    byte[] whole = newer("CALM", 1, "what", "tea");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThat(catchThrowable(() -> CODEC.decode(cut)))
          .as("cut to %d bytes", length)
          .isInstanceOf(MalformedRecordException.class);
    }
    byte[] hurt = whole.clone();
    // The count of cheeses, which this version skips.
    hurt[whole.length - 15] = (byte) 0x7e;
    assertThatThrownBy(() -> CODEC.decode(hurt)).hasMessageContaining("a length of 63 with");
  }

  @Test
  void shouldRefuseAnAnnouncedSchemaWithoutEnd() {
    Schema endless =
        schema(
            "{'type':'record','name':'Mouse','namespace':'io.dormouse','fields':[{'name':'mouse','type':'Mouse'}]}");
    Codec<Mouse> codec = WITHOUT.reading(announced(Map.of(7, endless.toString())));
    assertThatThrownBy(() -> codec.decode(newer("CALM", 1, "what", "tea")))
        .isInstanceOf(NewerSchemaException.class);
  }

  @Test
  void shouldNameTheSchemasThatItCannotReadWhole() {
    Map<Integer, String> texts =
        Map.of(
            1, OWN.toString(),
            6, ONE_FIELD_MORE.toString(),
            7, NEWER.toString(),
            8, schema(SANG).toString(),
            9, "{");
    assertThat(WITHOUT.reading(announced(texts)).unreadable()).containsExactly(7);
    assertThat(WITHOUT.unreadable()).isEmpty();
  }

  @Test
  void shouldKnowBytesOfItsOwnSchemasOnly() {
    byte[] own = CODEC.encode(new Mouse("hazel", Mood.CALM, new Deed.Ate("tea")));
    assertThat(CODEC.knows(own)).isTrue();
    assertThat(CODEC.knows(newer("CALM", 1, "what", "tea"))).isFalse();
    assertThat(CODEC.knows(new byte[] {0, 0, 0})).isFalse();
  }

  @Test
  void shouldTakeTextsOfOneSchemaAsTheSame() {
    String pretty = SchemaFormatter.format("json/pretty", OWN);
    assertThat(ReleasedSchemas.same(OWN.toString(), pretty)).isTrue();
    assertThat(ReleasedSchemas.same(NEWER.toString(), pretty)).isFalse();
    assertThat(ReleasedSchemas.same("{", pretty)).isFalse();
    assertThat(ReleasedSchemas.texts()).hasSameSizeAs(SchemaCatalog.BUNDLED.all());
  }
}
