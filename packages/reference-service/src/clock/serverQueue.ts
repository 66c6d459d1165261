/** A queue with c servers, first come first served: who enters is called once a server is free, and gives it back. */

/** A place in the queue or at a server. */
export interface Ticket {
  state: 'waiting' | 'served' | 'left';
  readonly onServer: () => void;
}

export class ServerQueue {
  readonly #servers: number;
  #waiting: Ticket[] = [];
  #first = 0;
  #left = 0;
  #running = 0;

  constructor(servers: number) {
    this.#servers = servers;
  }

  /** How many are being served. */
  get running(): number {
    return this.#running;
  }

  /** How many wait for a server. */
  get waiting(): number {
    return this.#waiting.length - this.#first - this.#left;
  }

  /** Calls back when a server is free, at once if one is. */
  enter(onServer: () => void): Ticket {
    const ticket: Ticket = { state: 'waiting', onServer };
    if (this.#running < this.#servers) this.#serve(ticket);
    else this.#waiting.push(ticket);
    return ticket;
  }

  /** Gives the server back, or leaves the queue; a second time changes nothing. */
  leave(ticket: Ticket): void {
    if (ticket.state === 'waiting') this.#left++;
    const wasServed = ticket.state === 'served';
    ticket.state = 'left';
    if (!wasServed) return;
    this.#running--;
    this.#serveNext();
  }

  #serve(ticket: Ticket): void {
    ticket.state = 'served';
    this.#running++;
    ticket.onServer();
  }

  #serveNext(): void {
    while (this.#first < this.#waiting.length) {
      const next = this.#waiting[this.#first++] as Ticket;
      // A queue without an end would keep everybody who was ever in it.
      if (this.#first > 1024 && this.#first * 2 > this.#waiting.length) {
        this.#waiting = this.#waiting.slice(this.#first);
        this.#first = 0;
      }
      if (next.state === 'waiting') {
        this.#serve(next);
        return;
      }
      this.#left--;
    }
  }
}
