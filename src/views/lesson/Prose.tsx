import { Fragment, createElement, lazy, type ReactNode } from 'react';
import type { Node, Prose as Nodes } from '../../course/text.ts';
import { useFiles } from '../../store/files.ts';
import { useLesson } from '../../store/lesson.ts';
import { useSelection } from '../../store/selection.ts';
import { useSettings } from '../../store/settings.ts';
import { useTerminal } from '../../store/terminal.ts';
import { useActions } from '../run-hooks.ts';
import { Bar, OrderBar } from './Bar.tsx';
import { Knob } from './Knob.tsx';
import { Part } from '../ui/Part.tsx';
import css from './lesson.module.css';

const AdapterGrid = lazy(async () => ({ default: (await import('./AdapterGrid.tsx')).AdapterGrid }));

/** Elements that Markdown makes; whatever else a tree may hold is shown as its text. */
const PLAIN: ReadonlySet<string> = new Set(
  'p strong em del code pre ul ol li blockquote table thead tbody tr th td hr br h3 h4 sub sup kbd'.split(' '),
);

/** Draws a compiled lesson tree. No HTML is ever parsed here: every node becomes a React element or a text. */
export const Prose = ({ nodes, className }: { readonly nodes: Nodes; readonly className?: string | undefined }) => (
  <div className={className ?? css['prose']}>
    <Inline nodes={nodes} />
  </div>
);

export const Inline = ({ nodes }: { readonly nodes: readonly unknown[] }) => (
  <>
    {nodes.map((node, i) => (
      <Fragment key={i}>{draw(node as Node)}</Fragment>
    ))}
  </>
);

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function draw(node: Node): ReactNode {
  if (node.type === 'text') return node.value;
  const { tagName, properties } = node;
  const children = node.children.length > 0 ? <Inline nodes={node.children} /> : undefined;
  switch (tagName) {
    case 'x-state':
      return (
        <span className={css['state']} data-state={text(properties['state'])}>
          {children}
        </span>
      );
    case 'x-num':
      return <Knob name={text(properties['knob'])} />;
    case 'x-cmd':
      return <Command command={text(properties['command'])} />;
    case 'x-at':
      return <Moment name={text(properties['moment'])}>{children}</Moment>;
    case 'x-file':
      return (
        <FileLink path={text(properties['path'])} line={Number(text(properties['line']))}>
          {children}
        </FileLink>
      );
    case 'x-place':
      return <span className={css['place']}>{children}</span>;
    case 'x-bar':
      return properties['req'] === undefined ? (
        <Bar spans={text(properties['spans'])}>{children}</Bar>
      ) : (
        <OrderBar req={Number(properties['req'])}>{children}</OrderBar>
      );
    case 'x-grid':
      return (
        <Part fallback={null}>
          <AdapterGrid servers={text(properties['servers'])} frameworks={text(properties['frameworks'])}>
            {children}
          </AdapterGrid>
        </Part>
      );
    case 'x-note':
      return <div className={css['note']}>{children}</div>;
    case 'a': {
      const href = text(properties['href']);
      return /^https?:\/\//.test(href) ? (
        <a href={href} target="_blank" rel="noreferrer">
          {children}
        </a>
      ) : (
        <>{children}</>
      );
    }
    case 'td':
      return (
        <td>
          {node.children.map((child, i) => (
            <Fragment key={i}>{inCell(child as Node)}</Fragment>
          ))}
        </td>
      );
    default:
      return PLAIN.has(tagName) ? createElement(tagName, null, children) : children;
  }
}

/** A name in a narrow column is broken after its dots and strokes, before it is broken anywhere. */
function inCell(node: Node): ReactNode {
  if (node.type === 'text' || node.tagName !== 'code') return draw(node);
  const words = node.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
  return (
    <code>
      {words.split(/(?<=[./:_-])(?=\w)/).map((word, i) => (
        <Fragment key={i}>
          {i > 0 && <wbr />}
          {word}
        </Fragment>
      ))}
    </code>
  );
}

const Moment = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => {
  const { seek, pause } = useActions();
  const go = (): void => {
    const at = useLesson.getState().momentAt(name);
    if (at === null) return;
    pause();
    seek(at);
    useSettings.getState().setPlace('stage');
  };
  return (
    <button type="button" className={css['link']} onClick={go}>
      {children}
    </button>
  );
};

const FileLink = ({
  path,
  line,
  children,
}: {
  readonly path: string;
  readonly line: number;
  readonly children: ReactNode;
}) => {
  const go = (): void => {
    useFiles.getState().select(path);
    useSettings.getState().setPlace('code');
    if (line > 0) useSelection.getState().showLine(path, line);
  };
  return (
    <button type="button" className={`${css['link'] ?? ''} ${css['file'] ?? ''}`} onClick={go}>
      {children}
    </button>
  );
};

const Command = ({ command }: { readonly command: string }) => {
  const put = (): void => {
    useSettings.getState().setDockTab('terminal');
    useSettings.getState().setPlace('terminal');
    useTerminal.getState().type(command);
  };
  return (
    <button type="button" className={`${css['link'] ?? ''} ${css['file'] ?? ''}`} onClick={put}>
      {/* A word of a command is not broken at its hyphens. */}
      {command.split(/(?<= )/).map((word, i) => (
        <span key={i} className={css['word']}>
          {word}
        </span>
      ))}
    </button>
  );
};
