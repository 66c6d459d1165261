/**
 * Sends requests on one connection: at once where head and body are at hand, else the head first and the body when it
 * is made or when the server consents.
 */
import type { Socket } from 'node:net';
import type { Endpoint } from './endpoint.ts';
import type { Exchange } from './exchange.ts';
import { HeldBody } from './held-body.ts';
import { RequestWriter } from './request-writer.ts';
import { Upload, type UploadOwner } from './upload.ts';

/** The sending side of a connection that is open. */
export class RequestSender {
  private readonly endpoint: Endpoint;
  private readonly socket: Socket;
  private readonly owner: UploadOwner;
  private readonly writer: RequestWriter;
  private heldBody: HeldBody | undefined = undefined;
  private upload: Upload | undefined = undefined;

  constructor(endpoint: Endpoint, socket: Socket, owner: UploadOwner) {
    this.endpoint = endpoint;
    this.socket = socket;
    this.owner = owner;
    this.writer = new RequestWriter(socket);
  }

  /** Whether the system refused the latest request, so that none of it has left this machine. */
  get isUnsent(): boolean {
    return this.writer.isUnsent;
  }

  /** Whether all of the latest request has been sent. */
  get isDone(): boolean {
    return this.heldBody === undefined && this.upload?.isDone !== false && this.writer.isIdle;
  }

  send(exchange: Exchange): void {
    if (exchange.hasBodyApart) this.sendInParts(exchange);
    else exchange.bytesOut += this.writer.write(exchange.request);
  }

  /** The server asks for the body. */
  onContinue(): void {
    this.heldBody?.release();
  }

  /** Sends nothing more of the latest request, since its exchange has ended. */
  stop(): void {
    this.heldBody?.drop();
    this.upload?.stop();
  }

  private sendInParts(exchange: Exchange): void {
    const { deadlines, now } = this.endpoint;
    exchange.bytesOut += this.writer.writeHead(exchange.request.head);
    if (exchange.request.expectsContinue !== true) this.sendBody(exchange);
    else this.heldBody = new HeldBody(deadlines, now(), () => this.sendBody(exchange));
  }

  private sendBody(exchange: Exchange): void {
    const { body, upload } = exchange.request;
    this.heldBody = undefined;
    this.upload = undefined;
    if (upload !== undefined) {
      this.upload = new Upload(this.socket, upload, this.owner);
      this.upload.run();
    } else if (body !== undefined) {
      exchange.bytesOut += this.writer.writeBody(body);
    }
  }
}
