package io.dormouse.edge.wire.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells by the first bytes of a connection whether its client speaks HTTP/2 with prior knowledge
 * (RFC 9113, 3.3). All others are left to the decoder of HTTP/1, which counts the time of a preface
 * that never ends too.
 */
final class ClientPreface extends ByteToMessageDecoder {

  private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

  private final Consumer<ChannelPipeline> speaksHttp2;

  /**
   * @param speaksHttp2 puts the handlers of HTTP/2 into the pipeline; then the preface comes again
   */
  ClientPreface(Consumer<ChannelPipeline> speaksHttp2) {
    this.speaksHttp2 = speaksHttp2;
  }

  @Override
  protected void decode(ChannelHandlerContext from, ByteBuf in, List<Object> out) {
    int begun = Math.min(in.readableBytes(), PREFACE.readableBytes());
    for (int i = 0; i < begun; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE.getByte(i)) {
        from.pipeline().remove(this);
        return;
      }
    }
    if (begun == PREFACE.readableBytes()) {
      speaksHttp2.accept(from.pipeline());
      from.pipeline().remove(this);
    }
  }
}
