package io.dormouse.streams.owner;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Signs a person up by writing to the topic, as a separate web site would: with Avro and Kafka, and
 * nothing of Dormouse but the schema.
 */
public final class ExampleProducer {

  private static final int SCHEMA_ID = 1;

  private ExampleProducer() {}

  public static void main(String[] args) throws Exception {
    if (args.length != 5) {
      System.err.println("Expected: servers schema-file instance blueprint owner");
      System.exit(2);
    }
    Schema schema = new Schema.Parser().parse(new File(args[1]));
    GenericRecord actor = new GenericData.Record(schema.getField("actor").schema());
    Schema kind = actor.getSchema().getField("kind").schema();
    actor.put("kind", new GenericData.EnumSymbol(kind, "API_USER"));
    actor.put("id", args[4]);
    GenericRecord signUp = new GenericData.Record(schema);
    signUp.put("id", "web-" + UUID.randomUUID());
    signUp.put("actor", actor);
    signUp.put("wanted", args[2]);
    signUp.put("blueprint", args[3]);
    signUp.put("owner", args[4]);
    Map<String, Object> settings =
        Map.of("bootstrap.servers", args[0], "acks", "all", "enable.idempotence", true);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      RecordMetadata written =
          producer.send(new ProducerRecord<>("dormouse.signups", args[2], framed(signUp))).get();
      System.out.println(signUp.get("id") + " is at " + written);
    }
  }

  /** A zero byte, the schema's id in four bytes, Avro binary. */
  private static byte[] framed(GenericRecord signUp) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(SCHEMA_ID).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(signUp.getSchema()).write(signUp, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
