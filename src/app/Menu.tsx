import { MenuBoard } from '../views/menu/MenuBoard.tsx';
import MenuFoot from './MenuFoot.tsx';
import { MenuScene } from './MenuScene.tsx';

/** The menu of lessons, the diner at work below it, and what else there is. */
export default function Menu() {
  return (
    <>
      <MenuBoard>
        <MenuScene />
      </MenuBoard>
      <MenuFoot />
    </>
  );
}
