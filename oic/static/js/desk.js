// What every desk page gets.
import "./menus.js";
import "./confirm.js";
import "./flashes.js";
import "./lists.js";
import "./rail.js";
import "./shortcuts.js";
import "./forms.js";
import "./leaving.js";
