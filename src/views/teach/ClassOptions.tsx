import { qrPath } from '../../classroom/index.ts';
import { PANELS, type Limits } from '../../store/limits.ts';
import { useClassWords } from './words.ts';
import css from './teach.module.css';

const pictureOf = ({ size, path }: { readonly size: number; readonly path: string }): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`,
  )}`;

/** In the share dialog: what a link for a class leaves out, and its QR code. */
export default function ClassOptions({
  link,
  limits,
  onChange,
}: {
  readonly link: string;
  readonly limits: Limits;
  readonly onChange: (limits: Limits) => void;
}) {
  const t = useClassWords().share;
  const code = qrPath(link);
  return (
    <details className={css['class']}>
      <summary>{t.title}</summary>
      <fieldset>
        <legend>{t.hide}</legend>
        {PANELS.map((panel) => (
          <label key={panel} className={css['check']}>
            <input
              type="checkbox"
              checked={limits.hide.includes(panel)}
              onChange={(event) => {
                const hide = PANELS.filter((one) => (one === panel ? event.target.checked : limits.hide.includes(one)));
                onChange({ ...limits, hide });
              }}
            />
            {t[panel]}
          </label>
        ))}
      </fieldset>
      <label className={css['check']}>
        <input
          type="checkbox"
          checked={limits.locked}
          onChange={(event) => onChange({ ...limits, locked: event.target.checked })}
        />
        {t.locked}
      </label>
      {code === null ? (
        <p>{t.qrTooLong}</p>
      ) : (
        <img className={css['qr']} src={pictureOf(code)} alt={t.qr} width={280} height={280} />
      )}
    </details>
  );
}
