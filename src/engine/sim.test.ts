import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventInput } from '../trace/events.ts';
import { GuestNeed } from './need.ts';
import { Sim } from './sim.ts';
import { AnyOf, Inner, type Eff, type Task } from './task.ts';

const note = (text: string): EventInput => ({ kind: 'run.note', note: text });
const notes = (sim: Sim): string[] => sim.trace.events.map((e) => `${e.at} ${e.kind === 'run.note' ? e.note : e.kind}`);

describe('virtual time', () => {
  it('passes only while tasks sleep, in the order of their times, equal times in the order of asking', () => {
    const sim = new Sim(1);
    const sleeper = function* (name: string, us: number): Eff<void> {
      yield us;
      sim.emit(note(name));
    };
    sim.spawn('b', sleeper('b', 20));
    sim.spawn('a', sleeper('a', 10));
    sim.spawn('c', sleeper('c', 20));
    expect(sim.run(100)).toEqual({ kind: 'idle' });
    expect(notes(sim)).toEqual(['10 a', '20 b', '20 c']);
  });

  it('stops at the asked instant and goes on from there', () => {
    const sim = new Sim(1);
    sim.spawn(
      't',
      (function* (): Eff<void> {
        yield 50;
        sim.emit(note('late'));
      })(),
    );
    expect(sim.run(30)).toEqual({ kind: 'until' });
    expect(sim.now).toBe(30);
    sim.run(60);
    expect(notes(sim)).toEqual(['50 late']);
  });

  it('does not move for a timeout that was overtaken', () => {
    const sim = new Sim(1);
    const cond = sim.cond();
    sim.spawn(
      'waiter',
      (function* (): Eff<void> {
        const by = yield new AnyOf([cond], 1_000_000);
        sim.emit(note(by === cond ? 'woken' : 'timed out'));
      })(),
    );
    sim.at(5, () => cond.notifyAll());
    expect(sim.run(Infinity)).toEqual({ kind: 'idle' });
    expect(notes(sim)).toEqual(['5 woken']);
    expect(sim.now).toBe(5);
  });

  it('stays at its instant, and knows that something was due later, when thousands of timeouts were overtaken', () => {
    const sim = new Sim(1);
    const cond = sim.cond();
    for (let i = 0; i < 3000; i++) {
      sim.spawn(
        'waiter',
        (function* (): Eff<void> {
          for (let n = 0; n < 3; n++) yield new AnyOf([cond], 1_000_000);
        })(),
      );
    }
    for (const at of [5, 6, 7]) sim.at(at, () => cond.notifyAll());
    expect(sim.run(10)).toEqual({ kind: 'until' });
    expect(sim.run(500_000)).toEqual({ kind: 'until' });
    expect(sim.run(2_000_000)).toEqual({ kind: 'idle' });
    expect(sim.now).toBe(500_000);
  });

  it('answers null to a wait that took too long', () => {
    const sim = new Sim(1);
    sim.spawn(
      'waiter',
      (function* (): Eff<void> {
        sim.emit(note(String(yield new AnyOf([sim.cond()], 7))));
      })(),
    );
    sim.run(Infinity);
    expect(notes(sim)).toEqual(['7 null']);
  });
});

describe('conditions', () => {
  const wakings = (lifo: boolean): string[] => {
    const sim = new Sim(1);
    const cond = sim.cond(lifo);
    for (const name of ['1st', '2nd', '3rd']) {
      sim.spawn(
        name,
        (function* (): Eff<void> {
          yield cond;
          sim.emit(note(name));
        })(),
      );
    }
    for (const at of [1, 2, 3]) sim.at(at, () => cond.notifyOne());
    sim.run(Infinity);
    return notes(sim);
  };

  it('wake in the order of arrival', () => expect(wakings(false)).toEqual(['1 1st', '2 2nd', '3 3rd']));
  it('wake the newest first when asked to', () => expect(wakings(true)).toEqual(['1 3rd', '2 2nd', '3 1st']));

  it('pass by those who were ended meanwhile', () => {
    const sim = new Sim(1);
    const cond = sim.cond();
    const waiter = function* (name: string): Eff<void> {
      yield cond;
      sim.emit(note(name));
    };
    const first = sim.spawn('first', waiter('first'));
    sim.spawn('second', waiter('second'));
    sim.at(1, () => sim.cancel(first));
    sim.at(2, () => cond.notifyOne());
    sim.run(Infinity);
    expect(notes(sim)).toEqual(['2 second']);
  });
});

describe('ending tasks', () => {
  it('runs their finally blocks and nothing more of them', () => {
    const sim = new Sim(1);
    const task = sim.spawn(
      't',
      (function* (): Eff<void> {
        try {
          yield 100;
          sim.emit(note('never'));
        } finally {
          sim.emit(note('finally'));
        }
      })(),
    );
    sim.at(10, () => sim.cancel(task));
    sim.run(Infinity);
    expect(notes(sim)).toEqual(['10 finally']);
    expect(task.state).toBe('cancelled');
  });

  it('works on the task that is running', () => {
    const sim = new Sim(1);
    let task: Task | null = null;
    task = sim.spawn(
      't',
      (function* (): Eff<void> {
        yield 1;
        if (task) sim.cancel(task);
        try {
          yield 1;
        } finally {
          sim.emit(note('unwound'));
        }
      })(),
    );
    sim.run(Infinity);
    expect(notes(sim)).toEqual(['1 unwound']);
  });

  it('throws what escapes a task: that is our own bug', () => {
    const sim = new Sim(1);
    sim.spawn(
      't',
      (function* (): Eff<void> {
        yield 1;
        throw new Error('bug');
      })(),
    );
    expect(() => sim.run(Infinity)).toThrow('bug');
  });
});

describe('calls that are set apart', () => {
  const within = (body: (sim: Sim) => Eff<string>): { sim: Sim; task: Task } => {
    const sim = new Sim(1);
    const outer = function* (): Eff<void> {
      try {
        sim.emit(note((yield new Inner(body(sim))) as string));
      } catch (error) {
        sim.emit(note(String(error)));
      } finally {
        sim.emit(note('left'));
      }
    };
    return { sim, task: sim.spawn('t', outer()) };
  };

  it('give back what they return, and let time pass', () => {
    const { sim } = within(function* () {
      yield 3;
      yield 4;
      return 'done';
    });
    sim.run(Infinity);
    expect(notes(sim)).toEqual(['7 done', '7 left']);
  });

  it('throw what they throw', () => {
    const { sim } = within(function* () {
      yield 3;
      throw new Error('bad');
    });
    sim.run(Infinity);
    expect(notes(sim)).toEqual(['3 Error: bad', '3 left']);
  });

  it('are unwound from the innermost outwards', () => {
    const { sim, task } = within(function* (of) {
      try {
        yield 30;
        return 'never';
      } finally {
        of.emit(note('inner'));
      }
    });
    sim.run(10);
    sim.cancel(task);
    sim.run(Infinity);
    expect(notes(sim)).toEqual(['10 inner', '10 left']);
  });
});

describe('foreign code', () => {
  it('stops the engine at its instant until it has answered', () => {
    const sim = new Sim(1);
    sim.spawn(
      't',
      (function* (): Eff<void> {
        yield 5;
        sim.emit(note(String(yield new GuestNeed('question'))));
      })(),
    );
    expect(sim.run(Infinity)).toMatchObject({ kind: 'need', need: { request: 'question' } });
    expect(sim.now).toBe(5);
    sim.answer('answer');
    sim.run(Infinity);
    expect(notes(sim)).toEqual(['5 answer']);
  });

  it('answers in vain when the task was ended by what it asked for', () => {
    const sim = new Sim(1);
    const task = sim.spawn(
      't',
      (function* (): Eff<void> {
        yield new GuestNeed('kill me');
        sim.emit(note('never'));
      })(),
    );
    sim.run(Infinity);
    sim.cancel(task);
    sim.answer('too late');
    expect(sim.run(Infinity)).toEqual({ kind: 'idle' });
    expect(notes(sim)).toEqual([]);
  });
});

describe('the trace of a run', () => {
  it('says what each event follows from, across tasks, timers and actions', () => {
    const sim = new Sim(1);
    const cond = sim.cond();
    sim.spawn(
      'sender',
      (function* (): Eff<void> {
        sim.emit(note('sent'));
        sim.at(10, () => cond.notifyAll());
        yield 5;
        sim.emit(note('went on'));
      })(),
    );
    sim.spawn(
      'receiver',
      (function* (): Eff<void> {
        yield cond;
        sim.emit(note('received'));
      })(),
    );
    sim.run(Infinity);
    expect(sim.trace.events.map((e) => [e.kind === 'run.note' && e.note, e.cause])).toEqual([
      ['sent', 0],
      ['went on', 1],
      ['received', 1],
    ]);
  });

  it('ends with a limit, not with a frozen page', () => {
    const sim = new Sim(1, { ...new Sim(1).limits, events: 10 });
    sim.spawn(
      'chatter',
      (function* (): Eff<void> {
        for (;;) {
          sim.emit(note('x'));
          yield 1;
        }
      })(),
    );
    expect(sim.run(Infinity)).toEqual({ kind: 'limit' });
    expect(sim.trace.events.at(-1)).toMatchObject({ kind: 'run.limit', limit: 'events' });
  });

  it('is the same for the same tasks, whatever they do', () => {
    const plan = fc.array(fc.array(fc.tuple(fc.nat(3), fc.nat(20)), { maxLength: 8 }), { maxLength: 8 });
    fc.assert(
      fc.property(plan, (tasks) => {
        const trace = (): string => {
          const sim = new Sim(1);
          const conds = [sim.cond(), sim.cond(true)];
          for (const [i, steps] of tasks.entries()) {
            sim.spawn(
              `t${i}`,
              (function* (): Eff<void> {
                for (const [what, n] of steps) {
                  if (what === 0) yield n;
                  else if (what === 1) yield new AnyOf(conds, n);
                  else if (what === 2) conds[n % 2]?.notifyOne();
                  else conds[n % 2]?.notifyAll();
                  sim.emit(note(`${i}/${what}`));
                }
              })(),
            );
          }
          expect(sim.run(Infinity)).toEqual({ kind: 'idle' });
          return JSON.stringify(sim.trace.events);
        };
        expect(trace()).toBe(trace());
      }),
    );
  });
});

it('keeps a frozen task where it waits, and lets it go on when it is thawed', () => {
  const sim = new Sim(1);
  const log: string[] = [];
  const task = sim.spawn(
    'a',
    (function* () {
      yield 10;
      log.push(`first ${sim.now}`);
      yield 10;
      log.push(`second ${sim.now}`);
    })(),
  );
  sim.at(15, () => sim.freeze(task));
  sim.at(100, () => sim.thaw(task));
  sim.run(1000);
  expect(log).toEqual(['first 10', 'second 100']);
});
