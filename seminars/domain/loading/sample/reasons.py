"""What organisers of the sample write to people, in their four languages."""

from seminars.i18n import Texts

MOVED = Texts(
    be="У першапачатковы дзень універсітэт прымае экзамены, і аўдыторыя занятая. Сустракаемся там жа, праз тыдзень.",
    ru="В первоначальный день университет принимает экзамены, и аудитория занята. Встречаемся там же, через неделю.",
    pl="W pierwotnym terminie na uczelni odbywają się egzaminy i sala jest zajęta. Spotykamy się tam, tydzień później.",
    en="On the day that was planned the university holds exams and the room is taken. We meet there a week later.",
)
POSTPONED = Texts(
    be="Дакладчыца з Польшчы захварэла. Новую дату паведамім, як толькі яе ўзгоднім; месцы захоўваюцца.",
    ru="Докладчица из Польши заболела. Новую дату сообщим, как только её согласуем; места сохраняются.",
    pl="Prelegentka z Polski zachorowała. Nowy termin podamy, gdy tylko go ustalimy; miejsca są zachowane.",
    en="The speaker from Poland has fallen ill. We will give the new date as soon as it is agreed; places are kept.",
)
DECLINED = Texts(
    be="Гэты семінар – для тых, хто ўжо працуе ў кластары. Запрашаем Вас у Наваполацк: там пачнём з асноў.",
    ru="Этот семинар – для тех, кто уже работает в кластере. Приглашаем Вас в Новополоцк: там начнём с основ.",
    pl="To seminarium jest dla osób, które już pracują w klastrze. Zapraszamy do Nowopołocka: zaczniemy od podstaw.",
    en="This seminar is for those who already work in a cluster. In Novopolotsk we begin with the basics: please come.",
)
WITHDRAWN = Texts(
    be="Вы папрасілі нас пра гэта па тэлефоне.",
    ru="Вы попросили нас об этом по телефону.",
    pl="Na Państwa prośbę, przekazaną telefonicznie.",
    en="You asked us to on the telephone.",
)
