import { cx } from './cx.ts';
import ui from './ui.module.css';

interface FileButtonProps {
  readonly label: string;
  /** File types, as `accept` has them; a folder takes all. */
  readonly accept?: string;
  readonly multiple?: boolean;
  readonly folder?: boolean;
  readonly onChoose: (files: readonly File[]) => void;
}

/** Chooses files. A browser's own control says so in its own language, which need not be the page's. */
export const FileButton = ({ label, accept, multiple = false, folder = false, onChoose }: FileButtonProps) => (
  <label className={cx(ui['btn'], ui['line'], ui['fileButton'])}>
    {label}
    <input
      type="file"
      className="visually-hidden"
      accept={accept}
      multiple={multiple}
      {...(folder ? { webkitdirectory: '' } : {})}
      onChange={(event) => {
        onChoose([...(event.target.files ?? [])]);
        // The same file may be chosen again.
        event.target.value = '';
      }}
    />
  </label>
);
