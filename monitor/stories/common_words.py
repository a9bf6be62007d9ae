"""Words of the trade's news that tell no event from another. Data.

Folded and cut to `STEM` letters, which puts most inflections of a word on one entry. They are the
plain words of each language, and those that stood in one news report of forty or more (English) or
of ten (the others), counted over some four hundred reports.
"""

from __future__ import annotations

from monitor.events.vocabulary import words

STEM = 6

COMMON = words(
    """
    about above accord acikla across added adet aerosp africa after again agains agency agreed
    agreem agusto aircra airpor airspa alan aldi allian almany almost along alread also althou
    alti always ambass americ ammuni among ancak ankara anlasm announ anothe answer approv april
    arabia araci aracla aralik arasin araya ardind armed armeni armies arms army around arrive
    asked askeri attack august austra author autumn away ayinda ayni ayri ayrica azerba back bakan
    bakani bakanl bank base basind baskan baslad basvur batter baykar bayrak becaus become been
    before beginn behind beijin being beledi believ belirt belong below berlin beside betwee
    beyond bildir billio bircok birini birlig birlik board bombs border both bought boyle boylec
    boyunc bring britai britis brough bugun build built bunun busine buyuk cabine calisa call
    called calls came capita captai carrie carry carsam cent centre change charge chief childr
    china chines city closed coast colomb colone combat come comes comman commen commit common
    commun compan comple comput concer conclu confir contra contro cooper corvet cost could counci
    counte countr court crew crews crosse cuma cumart cumhur custom cyber daha days deal decemb
    decide declar defenc defens degerl degil delhi delive demand deniz depart deputi deputy descri
    despit destro detail devam diger dikkat diplom direct discus disind disisl diye does dolar
    dollar done dort down dozen drills drone drones droppe during duyurd duzenl each earlie early
    east edecek edildi edilen egitim eight either ekim eleven else embarg embass emirat engine
    enough equipm etti europe euros even evenin ever every everyb everyo everyt exchan exerci
    expect explai export eylul februa federa field fiftee fifth fighte find finish fire fired
    firkat firm firmal firms first fisher five fleet flight flown follow force forces foreig
    former forty found four fourth france free french friday friend frigat from front fuel furthe
    gave gaza gecen geldi gelece gemi gemini gemisi genel genera gereki german getiri gets gibi
    giden given goes going gone good goods gore gorusm gorusu goster govern grante ground group
    guests gulf gunu guvenl hafta hakkin half halind hall hand handed harbou hatirl hava
    have hazira hazirl head held helico heliko help here high himsel hold home hospit hosts hour
    hours house howeve hukume hundre icin icinde ifade ihraca ilgili iliski imzala incele includ
    indeed india indian indust inform insans instea instru intell intern into irania island israel
    istanb italy itibar itself januar japan japane jets joint july june just kadar kapsam karaci
    karar karsi karsil kasim katild keep kendi kept kiev kilome kind kingdo kisi know known komuta
    konusu korea korfez koydu kullan kuvvet kyiv land last late later launch leader least leave
    left less letter level licenc like likely liman limand limani line list little local locate
    london long longer look looked lost machin made major make malzem manufa many march mariti
    mart mayis meetin member memora mentio metres might milita milli millio milyar milyon minist
    minute missil monday money month months more mornin moscow most move moved much muhale murett
    must name named names nasil nation nato naval navy near nedeni need needed negoti neighb
    neithe networ never newspa next night nine ninety nisan nobody none north nothin notice novemb
    number object ocak octobe offere office offici often olacak olan olarak oldu oldugu olmasi
    once onceki onemli only open operat opposi order ortak other others outsid over pacifi paid
    pakist paper parcal parlia part partic partne parts party passed passen past patrol pazar
    pazart people perhap period permit persem photog pictur pilots place plan planla planne point
    poland police politi port ports positi possib pounds practi presen presid press previo price
    prime produc progra projec promis provid public publis purcha quarte questi quite radar range
    rather reach reache read reason receiv recogn record refuse region relati remain report reques
    resmi respon return rifles road round rounds russia saat sadece said saldir sale sali same
    satell satisi saturd saudi savas savunm says school screen search second secret securi seen
    sefer senior sent seoul septem servic seven sevent severa shall share ship ships short shot
    should show side sides sign signed siha silah silahl since single siniri sirket sistem situat
    small sold soldie some somebo someth sonra soon source south soyled soyluy sozcus sozles spain
    spare specia spent spoke spokes spring staff start state statem states statio stay stays step
    still stood stop strate strike subat submar such summer sunday suppli supply suppor suspen
    sweden syria system take taken takes talked talks tanker tanks tarafi target tarihi tatbik
    team teams techno teknik teleph temmuz terror teslim text than that their them themse then
    there these they thing things third thirty this those though thousa threat three throug thursd
    thus ties time times today togeth tokyo told tomorr tonigh took toplam toplan toward town
    trade traini transp troops tuesda turk turkey turkis turkiy turned twelve twenty twice type
    ucagi ucak ucakla ukrain ukrayn ulkeni under union united units unmann until upon used uygula
    uzere uzerin uzmanl vazgec vehicl verdi verile very vessel visit visito vladim want wants
    warshi washin watch water waters weapon wednes week weeks well went were west what when where
    whethe which while white whole whom whose will wing with within withou word work world worth
    would wrote yakini yaklas yalniz yana yapila yapild yapimi yapti year years yeni yenide
    yerel yester yetkil yila yili yilind yillar yirmi yoneli your yours yuzde zaman zealan ziyare
    اباد ابريل ابوظبي اثنا احدي اخري ادارے اربعه اسبوع اسرايي اسلحه اشار اضاف اعلان اعلن اعلنت
    اغسطس افسر افواج اقنجي اكتوبر اكثر اكدت الاتفا الاثني الاحد الاربع الاسبو الاستخ الاسلح الاعلا
    الاف الامار الاورو الاول الاولي البحري البلاد البلدي البيان التابع التجار التركي التعاو التي
    الثالث الثاني الثلاث الجانب الجزاي الجمعه الجوي الجويه الجيش الحالي الحظر الحكوم الخارج الخامس
    الخميس الدفاع الدوله الدولي الذي الذين الرسمي الرياض الرييس السبت السعود السفير السفين السلاح
    السنوا الشهر الصيني الطاير العاصم العام العربي العسكر العلاق الفريق القادم القرار القوات
    الماضي المتحد المجلس المحطه المدرب المدني المستو المسلح المسير المقبل المملك المنطق المينا
    الناطق النص الوزار الوزير الوطني الوقت اليمن اليوم امام امريكي انهون ايران ايسا ايسے ايضا ايير
    اپني اپنے باسم بالخطو بتايا بحريه بحسب بدون بريطان بسبب بشان بعدما بغير بلاده بندرگا بيان
    بيرقدا تاهم ترجمان تركي تركيا تركيه تسعه تصدير تعاون تعداد تعلقات تقريب تقريبا تكون تهران تيار
    ثلاثه جاري جانب جايے جديده جمعرات جمعه جنگي جهاز حاصل حاليا حركه حكام حكومت حوالے خارج خارجه
    خاصه خلاف خلال خمسه درخواس دستخط دستے دفاع دفاعي دوران دوره دوسرے دولار دوله دونون ديسمبر دينے
    ديگر ذرايع ركهنے روانه روپے رپورٹ زياده زياره سابق ساته ساعات سامان سبتمبر سربراه سركاري سعودي
    سفينه سكتا سميت سنوات شامل شروع صباح صفقه صواريخ طايرات طايره طراز طيار طياره طيارے ظاهر عاما
    عسكريه علاقون علاقے علاوه عليه عليها عمان عندما فراهم فروخت فضاييه فوجي فيصله فيما فيها قايد
    قايم قرار قررت قنبله قوات قيمت كانت كبيره كذلك كراچي كرتے كرنے كروڑ كمپني كهتے كهنا كهيپ كوشش
    كويي لاكه لايسنس لكنه ليكن لڑاكا مارس مايو مبيعات متحدث مجلس مدينه مزيد مسلح مسوول مشتركه
    مطابق معاهده معاهدے مقامي ملاقات ملكون مليار مليون منطقه منها مهمان موجهه موجود مينا نفسه
    نهايه نهين نوفمبر هتهيار هزار هفتے هناك هوتا هويي هويے هوگا واحده واشنطن واضاف واكد والا والي
    والے واوضح واپس وديه ورحبت وزارت وزاره وزير وعلي وقال وقالت وكان وكانت يتجاوز يكون يمكن ينايرف
    يورو يوليو يونيو پابندي پاكستا پانچ پايلٹ پهلا پهلي پهلے چاهتا چيني ڈالر ڈرون ڈرونز گزشته
    अधिक अधिकार अनुसार अपना अपनी अपने अभ्यास अमेरिक आधार आपूर्त इसका इसके इसलिए ईरान उनके उसके
    उसने कंपनी करता करते करना करने करेंगे करोड कहना किया किसी खिलाफ चाहिए चुका चुके जनवरी जहाज
    जाएगा जाता जारी जिसके जिसमें जैसे ड्रोन तुर्की दक्षिण दस्ताव दिया दिल्ली दूसरे देने देशों
    दोनों दौरान नहीं नौसेना पंद्रह पक्ष परिषद पश्चिम पहला पहली पहले पांच पाकिस् पानी पिछले प्रतिब
    प्रवक् प्रशिक बंदरगा बताया बयान बहुत बाकी बाहर बेचने बैठक भारत भारतीय भेजे मंत्रा मंत्री मांग
    मिनट मिला मिलेंग मिसाइल मुताबि मोदी यात्रा रक्षा राष्ट् रुपये लागू लेकर लेकिन वाला वाली वाले
    विदेश विमान शामिल शुक्रव शुरुआत शुरू संगठनो संयुक् संसद सकता सबसे समझौता समझौते समुद्र सरकार
    सहयोग साझा सीमा सुरक्ष सेना सैनिक सैन्य हजार हथियार हवाई होगा होगी होता होती होते होने
    """
)
