#include "viewer/core/view_keys.h"

#include <array>
#include <cstddef>

#include "viewer/core/texts.h"

namespace darkline {
namespace {

// In the order of Language; the page docs/viewer.md has the English rows.
using Row = std::array<KeyHelp, kLanguageCount>;

constexpr Row kRows[] = {
    {{{"left drag", "orbit about the point under the cursor"},
      {"lewy przycisk", "obrót wokół punktu pod kursorem"},
      {"左键拖动", "绕光标所指点旋转"}}},
    {{{"right or middle drag", "move the hall with the hand"},
      {"prawy lub środkowy", "przesuwanie hali ręką"},
      {"右键或中键拖动", "平移厂房"}}},
    {{{"wheel", "nearer to the point under the cursor, or away"},
      {"kółko", "bliżej punktu pod kursorem lub dalej"},
      {"滚轮", "靠近或远离光标所指点"}}},
    {{{"click", "select a robot, or the station of a pad"},
      {"kliknięcie", "wybór robota albo stacji"},
      {"单击", "选择机器人或工位"}}},
    {{{"double click", "select and go there"},
      {"dwuklik", "wybór i przelot na miejsce"},
      {"双击", "选择并飞到该处"}}},
    {{{"Esc", "clear the selection"}, {"Esc", "skasowanie wyboru"}, {"Esc", "取消选择"}}},
    {{{"F", "go to what is selected"}, {"F", "przelot do wybranego"}, {"F", "飞到所选对象"}}},
    {{{"T", "go with the selected robot's tool, or ride the body of the station"},
      {"T", "śledzenie narzędzia wybranego robota albo jazda z nadwoziem stacji"},
      {"T", "跟随所选机器人的工具或工位上的车身"}}},
    {{{"W A S D Q E", "walk ahead, left, back, right, down, up"},
      {"W A S D Q E", "ruch w przód, w lewo, w tył, w prawo, w dół, w górę"},
      {"W A S D Q E", "向前、左、后、右、下、上移动"}}},
    {{{"Home, P", "the whole plant, its plan"},
      {"Home, P", "cała fabryka, jej plan"},
      {"Home, P", "全厂、平面图"}}},
    {{{"1 to 9", "recall a view (Ctrl: store it)"},
      {"1 do 9", "przywołanie widoku (Ctrl: zapamiętanie)"},
      {"1 至 9", "调出视角 (Ctrl：保存)"}}},
    {{{"[ ]", "the view before, the next one"},
      {"[ ]", "poprzedni widok, następny"},
      {"[ ]", "上一个、下一个视角"}}},
    {{{"Ctrl F", "find a robot or station by its address"},
      {"Ctrl F", "szukanie robota lub stacji po adresie"},
      {"Ctrl F", "按地址查找机器人或工位"}}},
    {{{"Space", "play a recording, or stand"},
      {"Spacja", "odtwarzanie nagrania lub pauza"},
      {"空格", "播放录像或暂停"}}},
    {{{"Left, Right", "to the event before, to the next"},
      {"Lewo, Prawo", "do poprzedniego zdarzenia, do następnego"},
      {"左、右", "上一个、下一个事件"}}},
    {{{"Shift Left, Right", "ten events back, ten on"},
      {"Shift Lewo, Prawo", "dziesięć zdarzeń wstecz, naprzód"},
      {"Shift 左、右", "后退、前进十个事件"}}},
    {{{", .", "one frame (1/25 s) back, one on"},
      {", .", "jedna klatka (1/25 s) wstecz, naprzód"},
      {", .", "后退、前进一帧 (1/25 s)"}}},
    {{{"G", "go to a time that is typed"},
      {"G", "przejście do wpisanej chwili"},
      {"G", "跳转到输入的时刻"}}},
    {{{"M, J, K", "bookmark this moment; to the bookmark before, to the next"},
      {"M, J, K", "zakładka w tej chwili; do poprzedniej, do następnej"},
      {"M, J, K", "为此刻添加书签；上一个、下一个书签"}}},
    {{{"- = 0", "half the speed, twice the speed, real time"},
      {"- = 0", "połowa prędkości, dwukrotna, czas rzeczywisty"},
      {"- = 0", "速度减半、加倍、实时"}}},
    {{{"L", "play over and over"}, {"L", "odtwarzanie w pętli"}, {"L", "循环播放"}}},
    {{{"End", "the end of a recording, the edge of a live plant"},
      {"End", "koniec nagrania, bieżąca chwila fabryki na żywo"},
      {"End", "录像结尾、实时工厂的当前时刻"}}},
    {{{"F1", "this help"}, {"F1", "ta pomoc"}, {"F1", "本帮助"}}},
    {{{"F2", "what is shown, counted"},
      {"F2", "co jest pokazane, w liczbach"},
      {"F2", "显示内容统计"}}},
    {{{"F3", "profiler: what a frame costs, how old the news are"},
      {"F3", "profiler: koszt klatki, wiek danych"},
      {"F3", "性能：每帧耗时、数据延迟"}}},
    {{{"F4", "names and buffer levels: the selected, its neighbours, what is abnormal"},
      {"F4", "nazwy i stan buforów: wybrane, sąsiednie, nietypowe"},
      {"F4", "名称与缓冲区存量：所选、相邻、异常"}}},
    {{{"F5", "full screen"}, {"F5", "pełny ekran"}, {"F5", "全屏"}}},
    {{{"C", "what a body costs, at other prices and duties too"},
      {"C", "koszt nadwozia, także przy innych cenach i cłach"},
      {"C", "每台车身成本，可改变价格与关税"}}},
    {{{"B", "who waits for whom"}, {"B", "kto na kogo czeka"}, {"B", "谁在等待谁"}}},
    {{{"V, N", "of two runs: the other one, the difference"},
      {"V, N", "z dwóch przebiegów: drugi, różnica"},
      {"V, N", "两次运行：另一次、差异"}}},
    {{{"F6", "the floor: states, shares of time, energy, cost, wear"},
      {"F6", "podłoga: stany, udziały czasu, energia, koszt, zużycie"},
      {"F6", "地面：状态、时间占比、能耗、成本、磨损"}}},
    {{{"F7", "lights out"}, {"F7", "ciemna hala"}, {"F7", "熄灯"}}},
    {{{"F8", "shadows"}, {"F8", "cienie"}, {"F8", "阴影"}}},
    {{{"F9", "a tour: stop it, let it go on"},
      {"F9", "pokaz: zatrzymanie, dalszy ciąg"},
      {"F9", "导览：停止、继续"}}},
    {{{"F12", "save the picture"}, {"F12", "zapis obrazu"}, {"F12", "保存图片"}}},
    {{{"Ctrl Q", "leave"}, {"Ctrl Q", "wyjście"}, {"Ctrl Q", "退出"}}},
};

}  // namespace

std::vector<KeyHelp> key_help(Language language) {
  std::vector<KeyHelp> rows;
  for (const Row& row : kRows) rows.push_back(row[static_cast<std::size_t>(language)]);
  return rows;
}

std::vector<KeyHelp> key_help() {
  return key_help(Language::english);
}

}  // namespace darkline
