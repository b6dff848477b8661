package io.dormouse.benchmarks.proxy.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/** A client's connection, with one request at a time. It belongs to its event loop. */
final class LoadConnection extends SimpleChannelInboundHandler<ByteBuf> {

  /** A listener for the results of requests. */
  interface ResponseListener {

    /** An answer is complete. */
    void answered(LoadConnection connection, int request);

    /** A request gets no good answer. */
    void failed(int request, String why);

    /** The connection was closed while it was unused. */
    void left(LoadConnection connection);
  }

  private static final int NONE = -1;

  private final ResponseListener listener;
  private final Channel channel;
  private final AnswerReader reader = new AnswerReader();
  private int request = NONE;

  LoadConnection(ResponseListener listener, Channel channel) {
    this.listener = listener;
    this.channel = channel;
  }

  /** Sends a request. The one before must have been answered. */
  void send(int number, byte[] bytes) {
    request = number;
    channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
  }

  void close() {
    channel.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, ByteBuf bytes) {
    if (request != NONE && reader.read(bytes)) {
      int answered = request;
      request = NONE;
      listener.answered(this, answered);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext gone) {
    if (request == NONE) {
      listener.left(this);
    } else {
      fail("the connection was closed before the answer");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    if (request != NONE) {
      fail(cause.toString());
    }
    from.close();
  }

  private void fail(String why) {
    int failed = request;
    request = NONE;
    listener.failed(failed, why);
  }
}
