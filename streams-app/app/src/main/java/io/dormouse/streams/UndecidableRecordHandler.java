package io.dormouse.streams;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends a record to the dead letters if it cannot be decided. A failure of a store or of Kafka says
 * nothing about the record: it ends the topology, the transaction is aborted, and the record is
 * read again. So does a stored value of a newer version, which this one cannot read.
 */
public final class UndecidableRecordHandler extends LogAndContinueProcessingExceptionHandler {

  @Override
  public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
    return failure instanceof KafkaException
        ? Response.fail()
        : super.handleError(context, record, failure);
  }
}
